/*
 * The script of the plan page: filter, keyboard, detail pane. It uses no framework and loads and stores nothing. It
 * sets text from the tenant as text only, never as HTML.
 */
export const planScript = String.raw`'use strict';
(() => {
  const find = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];

  // Filter: changes and partners alike, by name, action, setting, profile and impact.

  const form = find('#filter');
  const status = form.querySelector('output');
  const thousands = (amount) => String(amount).replace(/\B(?=(\d{3})+$)/g, ',');
  const groups = [
    { word: form.dataset.items, items: all('.change'), who: '.who' },
    { word: 'partners', items: all('.map tbody tr'), who: 'th' },
  ].filter(({ items }) => items.length > 0);
  // A partner of the map has the action, the settings and the profiles of its change.
  const facetsOf = (element) => {
    const id = element.dataset.tenant;
    const card = id ? document.getElementById('change-' + id)?.closest('.change') : element;
    if (!card?.dataset.action) return { action: [], setting: [], profile: [] };
    const { action, settings, profiles } = card.dataset;
    return { action: [action], setting: settings.split(' '), profile: profiles.split(' ') };
  };
  for (const group of groups) {
    group.items = group.items.map((element) => ({
      element,
      impact: element.dataset.impact,
      text: element.querySelector(group.who).textContent.toLowerCase(),
      // A card of equal changes counts as many.
      members: [...element.querySelectorAll('.who > ul > li')].map((member) => member.textContent.toLowerCase()),
      facets: facetsOf(element),
    }));
    group.total = group.items.reduce((sum, { members }) => sum + Math.max(1, members.length), 0);
  }
  const facets = ['action', 'setting', 'profile'].filter((facet) => form.elements[facet]);
  const wanted = {
    all: () => true,
    broadens: (impact) => impact === 'broadens' || impact === 'mixed',
    narrows: (impact) => impact === 'narrows' || impact === 'mixed',
    either: (impact) => impact !== 'neutral',
    neutral: (impact) => impact === 'neutral',
  };

  const filter = () => {
    const name = form.elements.name.value.trim().toLowerCase();
    const isWanted = wanted[form.elements.impact.value];
    const chosen = facets.map((facet) => [facet, form.elements[facet].value]).filter(([, value]) => value !== '');
    const counts = groups.map(({ word, items, total }) => {
      let shown = 0;
      for (const { element, impact, text, members, facets } of items) {
        const isChosen = chosen.every(([facet, value]) => facets[facet].includes(value));
        const hidden = !(isChosen && isWanted(impact) && text.includes(name));
        if (element.hidden !== hidden) element.hidden = hidden;
        if (!hidden) shown += Math.max(1, members.filter((member) => member.includes(name)).length);
      }
      return thousands(shown) + ' of ' + thousands(total) + ' ' + word;
    });
    status.textContent = counts.join(', ');
    for (const group of all('.map tbody')) {
      const shown = [...group.rows].filter((row) => !row.hidden).length;
      group.hidden = shown === 0;
      group.style.setProperty('--rows', shown);
    }
    if (map && current.closest('[hidden]')) moveTo(rows[0].cells[0], false);
  };
  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());

  // The header of the map stands below the filter bar, and links end below it.
  new ResizeObserver(() => {
    const isSticky = getComputedStyle(form).position === 'sticky';
    document.documentElement.style.setProperty('--bar', (isSticky ? form.offsetHeight : 0) + 'px');
  }).observe(form);

  // The map's keyboard: one cell is in the tab order, arrow keys move it.

  const map = find('.map');
  const rows = map ? all('.map tr').slice(1) : [];
  let current = map && rows[0].cells[0];

  const moveTo = (cell, focus = true) => {
    current.removeAttribute('tabindex');
    current = cell;
    current.tabIndex = 0;
    if (focus) current.focus();
  };

  const nextRow = (row, step) => {
    const at = rows.indexOf(row);
    let found = row;
    let left = Math.abs(step);
    for (let index = at + Math.sign(step); left > 0 && rows[index]; index += Math.sign(step)) {
      if (rows[index].closest('[hidden]')) continue;
      found = rows[index];
      left -= 1;
    }
    return found;
  };

  const cellFor = ({ key, ctrlKey, metaKey }) => {
    const row = current.parentElement;
    const column = current.cellIndex;
    const wide = ctrlKey || metaKey;
    const end = rows.length;
    if (key === 'ArrowLeft') return row.cells[Math.max(0, column - 1)];
    if (key === 'ArrowRight') return row.cells[Math.min(row.cells.length - 1, column + 1)];
    if (key === 'ArrowUp') return nextRow(row, -1).cells[column];
    if (key === 'ArrowDown') return nextRow(row, 1).cells[column];
    if (key === 'PageUp') return nextRow(row, -10).cells[column];
    if (key === 'PageDown') return nextRow(row, 10).cells[column];
    if (key === 'Home') return (wide ? nextRow(row, -end) : row).cells[0];
    if (key === 'End') return (wide ? nextRow(row, end) : row).cells[row.cells.length - 1];
    return undefined;
  };

  // The detail pane: what holds, before and after, and why.

  const pane = find('#detail');
  const data = map && JSON.parse(find('#access').textContent);

  const make = (tag, className, ...content) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...content);
    return element;
  };

  const sideBlock = (title, number) => {
    const side = data.sides[number];
    const block = make('div', 'side', title, make('span', 'state ' + side.className, side.state));
    for (const reason of side.reasons) block.append(make('p', '', reason));
    if (side.leaves.length > 0) {
      const list = make('dl', '');
      for (const [path, value] of side.leaves) list.append(make('dt', '', path), make('dd', '', make('code', '', value)));
      block.append(list);
    }
    return block;
  };

  const settingBlocks = (row, column) => {
    const { name, summary } = data.settings[column];
    const cell = data.rows[row][column];
    const head = [make('h3', '', name), make('p', 'note', summary)];
    if (typeof cell === 'number') return [...head, sideBlock('', cell)];
    const [before, after, impact] = cell;
    return [...head, make('p', 'impact', impact), sideBlock(data.titles[0], before), sideBlock(data.titles[1], after)];
  };

  const open = (cell) => {
    moveTo(cell, false);
    const row = rows.indexOf(cell.parentElement);
    const label = cell.parentElement.cells[0];
    const title = make('h2', '', label.querySelector('b').textContent);
    title.id = 'detail-title';
    title.tabIndex = -1;
    const close = make('button', '', 'Close');
    close.type = 'button';
    close.addEventListener('click', shut);
    const id = cell.parentElement.dataset.tenant ?? 'default settings';
    const columns = cell.cellIndex === 0 ? data.settings.map((_, index) => index) : [cell.cellIndex - 1];
    pane.replaceChildren(make('header', '', title, close), make('p', '', make('code', '', id)));
    const fails = label.querySelector('.fails');
    if (fails) pane.append(make('p', 'bad', fails.textContent));
    const change = document.getElementById('change-' + id);
    if (change && !change.hidden) {
      const link = make('a', '', 'Its change');
      link.href = '#' + change.id;
      pane.append(make('p', '', link));
    }
    pane.append(...columns.flatMap((column) => settingBlocks(row, column)));
    pane.hidden = false;
    document.body.classList.add('detailed');
    // The pane lies over the half of the map that does not have the cell.
    pane.classList.remove('left');
    const isBeside = pane.offsetWidth < innerWidth / 2;
    pane.classList.toggle('left', isBeside && current.getBoundingClientRect().right > pane.offsetLeft);
    pane.scrollTop = 0;
    title.focus();
    current.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    // In a narrow window the pane lies over the lower half.
    const hidden = current.getBoundingClientRect().bottom - pane.getBoundingClientRect().top;
    if (!isBeside && hidden > 0) scrollBy(0, hidden + 8);
  };

  const shut = () => {
    pane.hidden = true;
    document.body.classList.remove('detailed');
    current.focus();
  };

  if (map) {
    map.addEventListener('keydown', (event) => {
      if (event.altKey) return;
      const opens = event.key === 'Enter' || event.key === ' ';
      const next = opens ? current : cellFor(event);
      if (!next) return;
      event.preventDefault();
      if (opens) open(next);
      else moveTo(next);
    });
    map.addEventListener('click', ({ target }) => {
      const cell = target.closest('td, th');
      if (cell && rows.includes(cell.parentElement)) open(cell);
    });
    document.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape' && !pane.hidden) shut();
    });
    find('.scroll').removeAttribute('tabindex');
    current.tabIndex = 0;
    find('.keys').hidden = false;
    map.classList.add('live');
  }
  form.hidden = false;
  filter();
})();
`;

export const planScriptHash = 'sha256-NoZCNal5dXpS1CVt81KJtu+tiGYfS+7KrM7sCNHnxJY=';
