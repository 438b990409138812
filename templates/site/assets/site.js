// The only script of the site. Everything can be read without it; it adds the choice of a theme, and to long tables a
// filter and sorting. Classic and not deferred, so that it works from file:// and the theme is set before the first
// paint. It asks for nothing, and writes text only with textContent.
(function () {
  'use strict';

  // ---- theme: auto, light, dark ----

  var root = document.documentElement;
  var themes = ['auto', 'light', 'dark'];
  var theme = 'auto';
  try {
    theme = localStorage.getItem('opsbook-theme') || 'auto';
  } catch (error) {
    // No storage, as with blocked cookies: the choice lasts as long as the page.
  }

  function setTheme(name) {
    theme = themes.indexOf(name) < 0 ? 'auto' : name;
    if (theme === 'auto') root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', theme);
  }

  setTheme(theme);

  function themeButtons() {
    var buttons = document.querySelectorAll('[data-theme-button]');
    function show() {
      buttons.forEach(function (button) {
        button.textContent = 'Theme: ' + theme;
        button.hidden = false;
      });
    }
    buttons.forEach(function (button) {
      button.addEventListener('click', function () {
        setTheme(themes[(themes.indexOf(theme) + 1) % themes.length]);
        try {
          localStorage.setItem('opsbook-theme', theme);
        } catch (error) {
          // As above.
        }
        show();
      });
    });
    show();
  }

  // ---- tables ----

  function create(name, properties, children) {
    var element = Object.assign(document.createElement(name), properties);
    (children || []).forEach(function (child) { element.append(child); });
    return element;
  }

  // The heading of each column becomes a button that sorts the rows of the page by it.
  function sortable(table) {
    var body = table.tBodies[0];
    var headings = Array.from(table.tHead.rows[0].cells);

    function value(row, column) {
      var cell = row.cells[column];
      return cell.dataset.order || cell.textContent.trim();
    }

    function sort(column) {
      var heading = headings[column];
      var down = heading.getAttribute('aria-sort') === 'ascending';
      headings.forEach(function (other) { other.removeAttribute('aria-sort'); });
      heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      var numeric = heading.classList.contains('num');
      var rows = Array.from(body.rows).map(function (row) { return [value(row, column), row]; });
      rows.sort(function (a, b) {
        // What has no value comes last both ways.
        if (!a[0] || !b[0]) return (a[0] ? 0 : 1) - (b[0] ? 0 : 1);
        var order = numeric ? parseFloat(a[0]) - parseFloat(b[0]) : a[0].localeCompare(b[0], root.lang, { numeric: true });
        return down ? -order : order;
      });
      rows.forEach(function (row) { body.append(row[1]); });
    }

    headings.forEach(function (heading, column) {
      var button = create('button', { type: 'button', className: 'sort', textContent: heading.textContent.trim() });
      button.addEventListener('click', function () { sort(column); });
      heading.replaceChildren(button);
    });
  }

  // A text field and a list of the statuses that occur show only the rows that fit.
  function filterable(table) {
    var rows = Array.from(table.tBodies[0].rows).map(function (row) {
      var badge = row.querySelector('td .badge');
      return { row: row, text: row.textContent.toLowerCase(), status: badge ? badge.textContent.trim() : '' };
    });
    if (rows.length < 6) return;
    var statuses = Array.from(new Set(rows.map(function (row) { return row.status; }))).filter(Boolean);
    var contains = create('input', { type: 'search', id: 'o-contains', autocomplete: 'off' });
    var status = create('select', { id: 'o-status' }, [create('option', { value: '', textContent: 'Any' })].concat(
      statuses.map(function (word) { return create('option', { value: word, textContent: word }); })));
    var shown = create('output', {});
    shown.setAttribute('for', 'o-contains o-status');
    var form = create('form', { className: 'filters' }, [
      create('label', { className: 'grow', htmlFor: 'o-contains' }, ['Contains', contains]),
    ]);
    form.setAttribute('aria-label', 'Filter');
    if (statuses.length > 1) form.append(create('label', { htmlFor: 'o-status' }, ['Status', status]));
    form.append(create('button', { type: 'reset', textContent: 'Clear' }), shown);

    function apply() {
      var words = contains.value.toLowerCase().split(/\s+/).filter(Boolean);
      var count = 0;
      rows.forEach(function (row) {
        var fits = (!status.value || row.status === status.value)
          && words.every(function (word) { return row.text.indexOf(word) >= 0; });
        row.row.hidden = !fits;
        if (fits) count += 1;
      });
      var all = count === rows.length && !words.length && !status.value;
      shown.textContent = all ? '' : count + ' of ' + rows.length + (table.dataset.paged ? ' on this page' : '');
    }

    form.addEventListener('input', apply);
    form.addEventListener('reset', function () { setTimeout(apply); });
    form.addEventListener('submit', function (event) { event.preventDefault(); });
    table.parentElement.before(form);
    // A reload keeps what stood in the fields.
    apply();
  }

  document.addEventListener('DOMContentLoaded', function () {
    themeButtons();
    document.querySelectorAll('table[data-sortable]').forEach(sortable);
    document.querySelectorAll('table[data-filterable]').forEach(filterable);
  });
})();
