// The script of every page. Everything can be read without it; it adds the choice of a theme, keys that lead to the
// search field, and to long tables a filter and sorting. Classic and not deferred, so that it works from file:// and the theme is set before the first
// paint. It asks for nothing, and writes text only with textContent.
(function () {
  'use strict';

  // ---- theme: auto, light, dark ----

  var root = document.documentElement;
  root.dataset.script = '';
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

  // ---- search: `/` and Ctrl+K lead to its field ----

  function searchKeys(event) {
    var typing = event.target.closest && event.target.closest('input, textarea, select, [contenteditable]');
    var slash = event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    var letter = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!slash && !letter) return;
    // In a narrow window the field lies in the menu, but for the search page, which has one of its own.
    var menu = document.querySelector('.menu');
    var field = document.querySelector('#o-query') || document.querySelector('#o-find');
    if (menu && menu.offsetParent !== null && menu.querySelector('#o-find-menu')) {
      menu.open = true;
      field = menu.querySelector('#o-find-menu');
    }
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  }

  document.addEventListener('keydown', searchKeys);

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
    // "Newest first, 1 to 100 of 412": the order is said anew when it is another.
    var range = table.caption ? table.caption.textContent.replace(/^.*, (?=\d)/, '') : '';

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
      if (table.caption) {
        table.caption.textContent = range + ', by ' + heading.textContent.trim().toLowerCase() + (down ? ', descending' : ', ascending');
      }
    }

    headings.forEach(function (heading, column) {
      var button = create('button', { type: 'button', className: 'sort', textContent: heading.textContent.trim() });
      button.addEventListener('click', function () { sort(column); });
      heading.replaceChildren(button);
    });
  }

  // The form above a table shows only the rows that hold every word and have what is chosen of each column.
  function filterable(form) {
    var table = document.querySelector('table[data-filterable]');
    var choices = Array.from(form.querySelectorAll('select'));
    var shown = form.querySelector('output');
    var rows = Array.from(table.tBodies[0].rows).map(function (row) {
      return {
        row: row,
        text: row.textContent.toLowerCase(),
        cells: choices.map(function (choice) { return row.cells[choice.dataset.column].textContent.trim(); }),
      };
    });

    function apply() {
      var words = form.elements.contains.value.toLowerCase().split(/\s+/).filter(Boolean);
      var count = 0;
      rows.forEach(function (row) {
        var fits = words.every(function (word) { return row.text.indexOf(word) >= 0; })
          && choices.every(function (choice, place) { return !choice.value || row.cells[place] === choice.value; });
        row.row.hidden = !fits;
        if (fits) count += 1;
      });
      var all = !words.length && choices.every(function (choice) { return !choice.value; });
      shown.textContent = all ? '' : count + ' of ' + rows.length + (table.dataset.paged ? ' on this page' : '');
    }

    form.addEventListener('input', apply);
    form.addEventListener('reset', function () { setTimeout(apply); });
    form.addEventListener('submit', function (event) { event.preventDefault(); });
    // A reload keeps what stood in the fields.
    apply();
  }

  document.addEventListener('DOMContentLoaded', function () {
    themeButtons();
    document.querySelectorAll('table[data-sortable]').forEach(sortable);
    document.querySelectorAll('form.filters').forEach(filterable);
  });
})();
