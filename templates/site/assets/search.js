// Search over all records. The index is a set of classic scripts that put their values into `opsbookIndex` (how they
// are made is in src/site/search/): fetch does not work from file://. Asks for what a query needs, no more. Whatever
// comes from a record is put in with textContent.
(function () {
  'use strict';

  var index = self.opsbookIndex = {};
  // Before the first paint, so that nothing is shown that would go again.
  if (new URLSearchParams(location.search).get('q')) document.documentElement.dataset.query = '';
  var HITS = 10;
  var EXCERPT = 200;
  // What the word in each place counts: in the text once, more than once, in a field, in the title.
  var WEIGHTS = [1, 1.6, 3, 9];
  var DIGITS = new Uint8Array(128);
  Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_').forEach(function (letter, digit) {
    DIGITS[letter.charCodeAt(0)] = digit;
  });

  // ---- words, folded as src/text/word.rs does ----

  var PLAIN = { 'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'ł': 'l', 'đ': 'd', 'ð': 'd', 'ħ': 'h', 'ı': 'i', 'þ': 'th', 'ς': 'σ' };
  var ALONE = '[\\u3005\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}]';
  var WORD = new RegExp(ALONE + '|(?:(?!' + ALONE + ')[\\p{Alphabetic}\\p{N}\\p{M}])+', 'gu');
  var bytes = new TextEncoder();

  function fold(text) {
    return text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase()
      .replace(/[ßæœøłđðħıþς]/g, function (letter) { return PLAIN[letter]; });
  }

  // A word is known by its first 32 bytes.
  function cut(word) {
    while (bytes.encode(word).length > 32) word = Array.from(word).slice(0, -1).join('');
    return word;
  }

  function wordsOf(query) {
    var all = (fold(query).match(WORD) || []).map(cut);
    return all.filter(function (word, place) { return all.indexOf(word) === place; }).slice(0, 8);
  }

  // ---- the index ----

  var asked = {};

  function load(name) {
    asked[name] = asked[name] || new Promise(function (done, failed) {
      var script = document.createElement('script');
      script.src = 'search/' + name + '.js' + (index.index ? '?' + index.index.version : '');
      script.onload = function () {
        if (index[name] === undefined) failed(new Error(name));
        else done(index[name]);
      };
      script.onerror = function () {
        delete asked[name];
        failed(new Error(name));
      };
      document.head.append(script);
    });
    return asked[name];
  }

  // Order by letters, as the lists have it; a string compares by halves of letters.
  function before(a, b) {
    var x = Array.from(a), y = Array.from(b);
    for (var place = 0; place < x.length && place < y.length; place += 1) {
      if (x[place] !== y[place]) return x[place].codePointAt(0) < y[place].codePointAt(0);
    }
    return x.length < y.length;
  }

  // One letter of an alphabet begins too many words; it stands for itself only.
  function isWhole(word) {
    return word.length === 1 && word < '\u3000';
  }

  // The lists in which words that begin so may stand.
  function listsFor(word) {
    var first = index.index.terms, names = [];
    var start = 0, end = first.length;
    while (start < end) {
      var middle = (start + end) >> 1;
      if (before(first[middle], word)) start = middle + 1;
      else end = middle;
    }
    for (var place = Math.max(start - 1, 0); place < first.length; place += 1) {
      var fits = isWhole(word) ? first[place] === word : first[place].indexOf(word) === 0;
      if (place >= start && !fits) break;
      names.push('t' + place);
    }
    return names;
  }

  // Calls `each` with record and place for what src/site/search/terms.rs wrote.
  function numbers(text, each) {
    var record = 0, number = 0, shift = 0;
    for (var at = 0; at < text.length; at += 1) {
      var digit = DIGITS[text.charCodeAt(at)];
      number |= (digit & 31) << shift;
      shift += 5;
      if (digit < 32) {
        record += number >> 2;
        each(record, number & 3);
        number = shift = 0;
      }
    }
  }

  // What each record scores for a word: rare words count more, whole words more than beginnings.
  function scores(word) {
    return Promise.all(listsFor(word).map(load)).then(function (lists) {
      var score = new Float32Array(index.index.records);
      var forms = [];
      lists.forEach(function (list) {
        var parts = list.split(' ');
        for (var place = 0; place < parts.length; place += 2) {
          var form = parts[place];
          if (isWhole(word) ? form !== word : form.indexOf(word) !== 0) continue;
          var text = parts[place + 1];
          var rare = Math.log(1 + 2 * index.index.records / text.length);
          var close = form === word ? 1 : 0.4 + 0.5 * word.length / form.length;
          if (forms.indexOf(form) < 0) forms.push(form);
          numbers(text, function (record, where) {
            score[record] = Math.max(score[record], rare * close * WEIGHTS[where]);
          });
        }
      });
      return { score: score, forms: forms };
    });
  }

  // All records that hold every word, best first, and how many of each kind.
  function find(words) {
    return load('index').then(function () { return Promise.all(words.map(scores)); }).then(function (found) {
      var total = new Float32Array(index.index.records);
      var all = [];
      for (var record = 0; record < total.length; record += 1) {
        var sum = 0;
        for (var place = 0; place < found.length; place += 1) {
          var one = found[place].score[record];
          if (!one) { sum = 0; break; }
          sum += one;
        }
        if (sum) { total[record] = sum; all.push(record); }
      }
      all.sort(function (a, b) { return total[b] - total[a] || a - b; });
      var start = 0;
      var kinds = index.index.kinds.map(function (kind) {
        var range = { name: kind[0], one: kind[1], several: kind[2], start: start, end: start + kind[3], count: 0 };
        start = range.end;
        return range;
      });
      all.forEach(function (record) { kindOf(kinds, record).count += 1; });
      return { words: words, all: all, kinds: kinds, forms: found.map(function (one) { return one.forms; }) };
    });
  }

  function kindOf(kinds, record) {
    return kinds.find(function (kind) { return record < kind.end; });
  }

  // ---- what is shown ----

  function create(name, properties, children) {
    var element = Object.assign(document.createElement(name), properties);
    (children || []).forEach(function (child) { element.append(child); });
    return element;
  }

  // The parts of a text that begin with a word of the query: where, how long, which word.
  function marks(text, words) {
    var found = [];
    for (var match of text.matchAll(WORD)) {
      var folded = fold(match[0]);
      var word = words.findIndex(function (word) {
        return isWhole(word) ? folded === word : folded.indexOf(word) === 0;
      });
      if (word < 0) continue;
      var length = 1;
      while (length < match[0].length && fold(match[0].slice(0, length)).length < words[word].length) length += 1;
      while (/^\p{M}/u.test(match[0].slice(length))) length += 1;
      found.push({ at: match.index, length: length, word: word });
    }
    return found;
  }

  function marked(text, words) {
    var parts = [], from = 0;
    marks(text, words).forEach(function (mark) {
      parts.push(text.slice(from, mark.at), create('mark', { textContent: text.slice(mark.at, mark.at + mark.length) }));
      from = mark.at + mark.length;
    });
    parts.push(text.slice(from));
    return parts.filter(function (part) { return part !== ''; });
  }

  // The part of a text that holds the most words of the query; its beginning where it holds none.
  function excerpt(text, words) {
    if (text.length <= EXCERPT) return text;
    var all = marks(text, words).slice(0, 200);
    var best = 0, start = 0;
    all.forEach(function (mark, place) {
      var seen = new Set();
      for (var other = place; other < all.length && all[other].at - mark.at < EXCERPT - 60; other += 1) seen.add(all[other].word);
      if (seen.size > best) { best = seen.size; start = mark.at; }
    });
    start = Math.max(0, Math.min(start - 60, text.length - EXCERPT));
    if (start > 0) start = text.indexOf(' ', start) < 0 ? start : text.indexOf(' ', start) + 1;
    var end = start + EXCERPT < text.length ? text.lastIndexOf(' ', start + EXCERPT) : text.length;
    if (end <= start) end = start + EXCERPT;
    return (start > 0 ? '… ' : '') + text.slice(start, end) + (end < text.length ? ' …' : '');
  }

  function icon(name) {
    var space = 'http://www.w3.org/2000/svg';
    var svg = document.createElementNS(space, 'svg'), use = document.createElementNS(space, 'use');
    svg.setAttribute('class', 'i');
    svg.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', '#i-' + name);
    svg.append(use);
    return svg;
  }

  function hit(record, found) {
    var sheet = index['d' + Math.floor(record / index.index.sheet)];
    var entry = sheet[record % index.index.sheet];
    var kind = kindOf(found.kinds, record);
    var words = found.words;
    var fields = entry[3] ? entry[3].split('\n') : [];
    var shown = excerpt(entry[4], words);
    // Where the text has none of the words, the fields that have say why it was found.
    var holds = marks(entry[1] + ' ' + shown, words).length > 0;
    var telling = fields.filter(function (field) { return !holds && marks(field, words).length > 0; }).slice(0, 2);
    var first = fields.slice(0, 2).filter(function (field) { return telling.indexOf(field) < 0; });
    var title = create('h3', {}, [create('a', { href: kind.name + '/' + entry[0] + '.html' }, marked(entry[1], words))]);
    entry[2].slice(0, 2).forEach(function (badge) {
      title.append(' ', create('span', { className: 'badge ' + badge[0] }, [icon(badge[1]), badge[2]]));
    });
    var meta = create('p', { className: 'meta' }, [create('code', {}, marked(entry[0], words))]);
    first.forEach(function (field) { meta.append(' · ', field.length > 80 ? field.slice(0, 80) + '…' : field); });
    return create('li', {}, [create('p', { className: 'kind', textContent: kind.one }), title]
      .concat(telling.map(function (field) { return create('p', {}, marked(excerpt(field, words), words)); }))
      .concat(shown && !(telling.length > 1) ? [create('p', {}, marked(shown, words))] : [])
      .concat([meta]));
  }

  var form, input, status, results, lists, keys;
  var shown = { query: null, kind: '' };
  var turn = 0;

  // Adds the next hits to a list, and says when they are there.
  function more(list, records, found, mine) {
    var part = records.slice(list.children.length, list.children.length + HITS);
    var sheets = new Set(part.map(function (record) { return 'd' + Math.floor(record / index.index.sheet); }));
    return Promise.all(Array.from(sheets).map(load)).then(function () {
      if (mine !== turn) return null;
      part.forEach(function (record) { list.append(hit(record, found)); });
      return list.children.length;
    });
  }

  function number(count) {
    return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
  }

  // "12 records hold import, imports or imported."
  function sentence(found, kind) {
    var count = (kind || { count: found.all.length }).count;
    var parts = [number(count) + (count === 1 ? ' record holds ' : ' records hold ')];
    if (count === 0) parts = ['No record holds '];
    var words = found.words, joint = ' and ';
    if (words.length === 1 && count > 0) {
      var forms = found.forms[0].slice().sort(function (a, b) { return a.length - b.length; });
      joint = ' or ';
      words = forms.slice(0, 3);
      if (forms.length > 3) words = forms.slice(0, 2).concat([null]);
    }
    words.forEach(function (word, place) {
      if (place > 0) parts.push(place === words.length - 1 ? joint : ', ');
      parts.push(word === null ? 'another word that begins so' : create('strong', { textContent: word }));
    });
    parts.push(count > 1 ? '. Best first.' : '.');
    return parts;
  }

  function kindLinks(found, kind) {
    var all = [{ name: '', several: 'All', count: found.all.length }].concat(
      found.kinds.filter(function (one) { return one.count > 0; }).sort(function (a, b) { return b.count - a.count; }));
    var list = create('ul', {}, all.map(function (one) {
      var link = create('a', { href: address(shown.query, one.name) }, [one.several, create('span', { textContent: number(one.count) })]);
      if (one.name === kind) link.setAttribute('aria-current', 'true');
      link.dataset.kind = one.name;
      return create('li', {}, [link]);
    }));
    var navigation = create('nav', {}, [create('h2', { textContent: 'Kind' }), list]);
    navigation.setAttribute('aria-label', 'Narrow by kind');
    return navigation;
  }

  function address(query, kind) {
    return 'search.html?q=' + encodeURIComponent(query) + (kind ? '&kind=' + encodeURIComponent(kind) : '');
  }

  function show(query, kind) {
    var mine = turn += 1;
    shown = { query: query, kind: kind };
    document.title = document.title.replace(/^.*? · /, function () { return 'Search' + (query.trim() ? ': ' + query.trim() : '') + ' · '; });
    var words = wordsOf(query);
    if (words.length === 0) {
      delete document.documentElement.dataset.query;
      results.hidden = true;
      lists.hidden = false;
      keys.hidden = false;
      status.textContent = query.trim() ? 'Nothing to look for: write a word or a number.' : '';
      return;
    }
    find(words).then(function (found) {
      if (mine !== turn) return null;
      var narrow = found.kinds.find(function (one) { return one.name === kind && one.count > 0; });
      var records = narrow
        ? found.all.filter(function (record) { return record >= narrow.start && record < narrow.end; })
        : found.all;
      var list = create('ol', { className: 'hits' });
      return more(list, records, found, mine).then(function (count) {
        if (count === null) return;
        status.replaceChildren.apply(status, sentence(found, narrow));
        var button = create('button', { type: 'button', textContent: 'Show more' });
        button.hidden = count >= records.length;
        button.addEventListener('click', function () {
          var next = list.children.length;
          more(list, records, found, mine).then(function (count) {
            if (count === null) return;
            button.hidden = count >= records.length;
            list.children[next].querySelector('a').focus();
          });
        });
        results.replaceChildren.apply(results, found.all.length === 0 ? [] : [
          kindLinks(found, narrow ? narrow.name : ''),
          create('section', {}, [create('h2', { className: 'hidden', textContent: 'Found' }), list, button]),
        ]);
        delete document.documentElement.dataset.query;
        results.hidden = found.all.length === 0;
        lists.hidden = found.all.length > 0;
        keys.hidden = true;
      });
    }).catch(function () {
      if (mine !== turn) return;
      delete document.documentElement.dataset.query;
      results.hidden = true;
      lists.hidden = false;
      status.textContent = 'The search index cannot be read. Every record is also in the list of its kind.';
    });
  }

  // The address holds what is searched for. Where a browser does not let a page from a folder say so, it stays.
  function note(method) {
    try {
      history[method](null, '', address(shown.query, shown.kind));
    } catch (error) {
      // As said above.
    }
  }

  function fromAddress() {
    var asked = new URLSearchParams(location.search);
    input.value = asked.get('q') || '';
    show(input.value, asked.get('kind') || '');
  }

  function move(event) {
    var hits = Array.from(results.querySelectorAll('.hits h3 a'));
    var at = hits.indexOf(document.activeElement);
    var inField = document.activeElement === input;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !(inField || at >= 0)) return;
    if (event.key === 'ArrowDown' && hits[at + 1]) hits[at + 1].focus();
    else if (event.key === 'ArrowUp' && at > 0) hits[at - 1].focus();
    else if (event.key === 'ArrowUp' && at === 0) input.focus();
    else if (event.key === 'Escape' && at >= 0) input.focus();
    else if (event.key === 'Escape' && input.value) { input.value = ''; show('', ''); note('replaceState'); }
    else return;
    event.preventDefault();
  }

  document.addEventListener('DOMContentLoaded', function () {
    form = document.querySelector('.bigsearch');
    input = document.getElementById('o-query');
    status = document.getElementById('o-status');
    results = document.getElementById('o-results');
    lists = document.getElementById('o-lists');
    keys = document.getElementById('o-keys');
    input.addEventListener('input', function () {
      show(input.value, shown.kind);
      note('replaceState');
    });
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      if (input.value !== shown.query) show(input.value, shown.kind);
      note('pushState');
      var first = results.querySelector('.hits h3 a');
      if (first && !results.hidden) first.focus();
    });
    results.addEventListener('click', function (event) {
      var link = event.target.closest('[data-kind]');
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(shown.query, link.dataset.kind);
      note('pushState');
    });
    document.addEventListener('keydown', move);
    addEventListener('popstate', fromAddress);
    fromAddress();
    input.focus();
    load('index').catch(function () {});
  });
})();
