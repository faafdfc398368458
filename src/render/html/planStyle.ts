/* The style of the pages of plan and drift. Every access level has a sign and a word, every change a frame. */
import { baseStyle } from './baseStyle.ts';

export const planStyle = `${baseStyle}
.eyebrow, .place, .legend, #map-keys, footer { color: var(--soft); }
.eyebrow { margin: 0; font-size: .875rem; }

nav { display: flex; gap: 1.25rem; margin: 0 0 1rem; font-weight: 600; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0 0 1.5rem; }
.counts div { display: flex; flex-direction: column-reverse; min-width: 7rem; padding: .5rem .875rem; background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; }
.counts dt { font-size: .875rem; color: var(--soft); }
.counts dd { margin: 0; font-size: 1.5rem; font-weight: 650; line-height: 1.2; }
.counts .broadens dd, .counts .delete dd { color: var(--broadens); }
.counts .narrows dd { color: var(--narrows); }
.counts .none dd { color: var(--soft); font-weight: 400; }

.alert { margin: 0 0 .75rem; padding: .75rem 1rem; border: 1px solid var(--line); border-left: .375rem solid var(--focus); border-radius: .375rem; background: var(--note-fill); max-width: 70rem; }
.alert.stop { border-left-color: var(--broadens); background: var(--stop-fill); }
.alert.care { border-left-color: var(--open); background: var(--care-fill); }
.alert h2 { font-size: 1rem; margin: 0; }
.alert ul { margin: .25rem 0 0; padding-left: 1.25rem; }

#filter { position: sticky; top: 0; z-index: 4; display: flex; flex-wrap: wrap; align-items: center; gap: .375rem 1.25rem; font-size: .9375rem; margin: 1.5rem calc(-1 * clamp(1rem, 3vw, 3rem)) 0; padding: .5rem clamp(1rem, 3vw, 3rem); background: var(--back); border-block: 1px solid var(--line); }
#filter .name { font-weight: 600; }
#filter input[type=search] { font: inherit; font-weight: 400; width: 12rem; height: 2rem; max-width: 100%; margin-left: .375rem; padding: 0 .5rem; color: inherit; background: var(--panel); border: 1px solid var(--soft); border-radius: .375rem; }
#filter fieldset { display: flex; flex-wrap: wrap; gap: .25rem; margin: 0; padding: 0; border: 0; }
#filter legend { float: left; font-weight: 600; margin-right: .375rem; padding: .25rem 0; }
#filter label:has(select) { font-weight: 600; }
#filter select { font: inherit; font-weight: 400; height: 2rem; max-width: 14rem; margin-left: .375rem; padding: 0 .375rem; color: inherit; background: var(--panel); border: 1px solid var(--soft); border-radius: .375rem; }
#filter input[type=radio] { position: absolute; opacity: 0; }
#filter fieldset label { position: relative; }
#filter fieldset span { display: block; padding: .25rem .625rem; border: 1px solid var(--soft); border-radius: 1rem; background: var(--panel); cursor: pointer; }
#filter :checked + span { background: var(--ink); border-color: var(--ink); color: var(--panel); font-weight: 600; }
#filter :focus-visible + span { outline: 3px solid var(--focus); outline-offset: 1px; }
#filter output { color: var(--soft); }

main > .findings { margin-top: 2.5rem; }
.findings > h2 { margin-top: 0; }
.change li { scroll-margin-top: calc(var(--bar) + .5rem); }
.change li .impact { font-weight: 400; white-space: normal; }
.change .same { margin-top: .5rem; font-size: .9375rem; color: var(--soft); }
.change:nth-of-type(n+50) { content-visibility: auto; contain-intrinsic-height: auto 8rem; }
.change h3 { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .75rem; }
.change h3 .who { overflow-wrap: anywhere; }
.change h3 .who code { font-weight: 400; color: var(--soft); }
.change h3 .impact { margin-left: auto; }
.change p { margin: .5rem 0 0; }
.change .place { margin: 0; font-size: .875rem; }
.change thead th:first-child { width: 36%; }
.change thead th:nth-child(n+3) { width: 9rem; }
.action { padding: 0 .5rem; border: 1px solid; border-radius: .25rem; font-size: .875rem; }
.action.delete { color: var(--panel); background: var(--broadens); border-color: var(--broadens); }
.impact { font-weight: 600; white-space: nowrap; }
.impact.neutral { font-weight: 400; color: var(--soft); }
.broadens { color: var(--broadens); } .narrows { color: var(--narrows); } .mixed { color: var(--mixed); }
.word { display: inline-block; max-width: 100%; } .added { font-weight: 600; } .removed { color: var(--soft); } .quiet { color: var(--soft); }

.legend { display: flex; flex-wrap: wrap; gap: .375rem .5rem; list-style: none; margin: 0 0 .75rem; padding: 0; font-size: .875rem; }
.legend li { padding: .125rem .5rem; border-radius: .25rem; }
.settings { display: grid; gap: .5rem; max-width: 60rem; }
.settings dd { margin: 0; }
.scroll { margin: .75rem calc(1rem - clamp(1rem, 3vw, 3rem)) 0; border: 1px solid var(--line); border-radius: .5rem; background: var(--panel); }
.map, .map tbody, .map thead { display: block; }
.map { width: 100%; font-size: .8125rem; line-height: 1.25; }
.map tbody:nth-of-type(n+2) { content-visibility: auto; contain-intrinsic-height: calc(var(--rows, 50) * var(--row)); }
.map thead { position: sticky; top: var(--bar); z-index: 3; border-bottom: 2px solid var(--soft); }
.map tr { display: grid; grid-template-columns: var(--first); grid-auto-flow: column; grid-auto-columns: minmax(5rem, 1fr); min-height: var(--row); }
.map th, .map td { padding: .3125rem .375rem; border: solid var(--line); border-width: 0 1px 1px 0; white-space: pre-line; scroll-margin: calc(var(--bar) + 7.5rem) 0 1rem var(--first); contain: inline-size; }
.map th { text-align: left; font-weight: 400; color: var(--soft); background: var(--panel); }
.map th:first-child { position: sticky; left: 0; z-index: 2; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: .75rem; border-right: 2px solid var(--soft); }
.map th b { display: block; overflow: hidden; text-overflow: ellipsis; font-size: .8125rem; font-weight: 600; color: var(--ink); }
.map th .fails { display: block; overflow: hidden; text-overflow: ellipsis; color: var(--broadens); }
.map thead tr:first-child th { align-content: end; font-size: .6875rem; font-weight: 600; color: var(--ink); white-space: normal; overflow-wrap: anywhere; }
.map td { font-size: .75rem; }
.map td::first-line { font-size: .8125rem; font-weight: 600; }
.map .quiet::first-line { font-weight: 400; }
.map .quiet:not(.changed) { color: var(--soft); }
.map .open.quiet::before { color: var(--open); } .map .partly.quiet::before { color: var(--partly); }
.map .closed.quiet::before { color: var(--closed); } .map .unknown.quiet::before { color: var(--unknown); }
.map.live td, .map.live [role=rowheader] { cursor: pointer; }
.detailed .map [tabindex] { outline: 3px solid var(--focus); }
.map.live td:hover { outline: 2px solid var(--soft); }
.map :is(td, th) { outline-offset: -3px; }
.open { color: var(--open); background: var(--open-fill); }
.partly { color: var(--partly); background: var(--partly-fill); }
.closed { color: var(--closed); background: var(--closed-fill); }
.unknown { color: var(--unknown); background: var(--unknown-fill); }
.open.quiet, .partly.quiet, .closed.quiet, .unknown.quiet { background: var(--panel); }
td.open:not(.changed)::before, li.open::before, i.open::before, .state.open::before { content: "● "; content: "● " / ""; }
td.partly:not(.changed)::before, li.partly::before, i.partly::before, .state.partly::before { content: "◐ "; content: "◐ " / ""; }
td.closed:not(.changed)::before, li.closed::before, i.closed::before, .state.closed::before { content: "○ "; content: "○ " / ""; }
td.unknown:not(.changed)::before, li.unknown::before, i.unknown::before, .state.unknown::before { content: "? "; content: "? " / ""; }
.map i { white-space: nowrap; font-style: normal; font-size: .75rem; color: var(--ink); background: none; }
.map i:first-child { font-weight: 400; color: var(--soft); }
.changed { box-shadow: inset 0 0 0 2px currentColor; }
.changed.broadens { color: var(--broadens); } .changed.narrows { color: var(--narrows); } .changed.mixed { color: var(--mixed); }

#detail.left { inset: 0 auto 0 0; }
#detail { position: fixed; inset: 0 0 0 auto; z-index: 5; width: 27rem; max-width: 100%; overflow: auto; padding: 1rem 1.25rem 2rem; background: var(--panel); border-left: 1px solid var(--line); box-shadow: 0 0 2rem #0004; }
#detail header { display: flex; gap: 1rem; align-items: start; }
#detail h2:focus { outline: none; }
#detail h2 { flex: 1; margin: 0; overflow-wrap: anywhere; }
#detail h3 { margin: 1.5rem 0 0; overflow-wrap: anywhere; }
#detail button { font: inherit; padding: .25rem .75rem; color: inherit; background: var(--back); border: 1px solid var(--soft); border-radius: .375rem; cursor: pointer; }
#detail p { margin: .25rem 0; overflow-wrap: anywhere; }
#detail .side { margin: .5rem 0; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .375rem; }
#detail .state { display: inline-block; padding: 0 .5rem; border-radius: .25rem; font-weight: 600; }
#detail dl { margin: .5rem 0 0; font-size: .875rem; }
#detail dt { color: var(--soft); }
#detail dd { margin: 0 0 .25rem; overflow-wrap: anywhere; }
#detail .note { color: var(--soft); font-size: .875rem; }
.notes summary h2 { display: inline; }
.notes { margin-top: 2.5rem; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .875rem; }
footer dl { display: grid; grid-template-columns: auto 1fr; gap: .125rem 1rem; margin: 0; }
footer dd { margin: 0; }

@media (max-width: 72rem) {
  .scroll { overflow: auto; max-height: calc(100vh - 6rem); }
  .map { width: max-content; }
  .map thead { top: 0; }
  .map th, .map td { scroll-margin: 7.5rem 0 1rem var(--first); }
}
@media (max-width: 45rem) {
  :root { --first: 9rem; }
  .map tr { grid-auto-columns: 7.5rem; }
  #filter { position: static; }
  .scroll { max-height: 90vh; }
  .change td:nth-child(4)::before { content: "origin: "; color: var(--soft); }
  .change h3 .impact { margin-left: 0; }
  #detail { inset: auto 0 0 0; width: auto; max-height: 60vh; border-top: 2px solid var(--soft); }
  .detailed main { padding-bottom: 65vh; }
}
@media (forced-colors: active) { .changed { outline: 2px solid; outline-offset: -3px; } #filter :checked + span { outline: 3px solid; } }
@media print { .scroll { max-height: none; overflow: visible; } .map tbody, .change { content-visibility: visible; } #filter, #detail { display: none; } }
`;

export const planStyleHash = 'sha256-WUu5iO/CX1XhFXC25hgjprkzzT1kS/lr+Qyi5U/l1Zs=';
