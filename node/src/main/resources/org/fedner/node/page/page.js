"use strict";
// Keeps the overview up to date: the server sends the parts that changed as finished HTML, in which every datum is escaped,
// and the plots draw what the tables of numbers hold.
(() => {
  const TALK_EVERY_MS = 15000; // to screen readers; a fast run would never let them finish
  const WHOLE = [0, 1, 2, 3, 4, 5, 6, 7].flatMap(tens => [1, 2, 5].map(one => one * 10 ** tens)); // rounds between two marks
  const state = document.getElementById("state");
  const said = document.getElementById("said");
  let talked = 0;

  function focusable(part) {
    return [...part.querySelectorAll("a[href],summary,[tabindex='0']")];
  }

  function replace(part, html) {
    const open = [...part.querySelectorAll("details")].map(each => each.open);
    const focused = focusable(part).indexOf(document.activeElement);
    const scrolled = [...part.querySelectorAll(".wide")].map(each => [each.scrollLeft, each.scrollTop]);
    part.innerHTML = html;
    part.querySelectorAll("details").forEach((each, i) => { each.open = open[i] === true; });
    part.querySelectorAll(".wide").forEach((each, i) => {
      if (scrolled[i]) { [each.scrollLeft, each.scrollTop] = scrolled[i]; }
    });
    if (focused >= 0) {
      const again = focusable(part)[focused];
      if (again) { again.focus({preventScroll: true}); }
    }
  }

  function talk() {
    const sentence = document.querySelector("[data-said]");
    if (sentence && Date.now() - talked > TALK_EVERY_MS && said.textContent !== sentence.textContent) {
      talked = Date.now();
      said.textContent = sentence.textContent;
    }
  }

  function numbers(id) {
    const rows = document.querySelectorAll("#" + id + " tbody tr");
    return new Map([...rows].map(row => [Number(row.cells[0].textContent), Number(row.cells[1].textContent)]));
  }

  const plots = [...document.querySelectorAll(".plot")].map(place => ({
    place,
    lines: place.dataset.lines.split("|").map(line => line.split("=")),
    drawn: null,
    shown: ""
  }));

  function draw(plot, anew) {
    const tables = plot.lines.map(([id]) => numbers(id));
    const rounds = [...new Set(tables.flatMap(table => [...table.keys()]))].sort((a, b) => a - b);
    const data = [rounds, ...tables.map(table => rounds.map(round => table.has(round) ? table.get(round) : null))];
    const now = JSON.stringify(data);
    if (!anew && now === plot.shown) { return; }
    plot.shown = now;
    if (plot.drawn && !anew) { plot.drawn.setData(data); return; }
    if (plot.drawn) { plot.drawn.destroy(); plot.drawn = null; }
    if (rounds.length < 2) { plot.shown = ""; return; }
    const style = getComputedStyle(document.documentElement);
    const colour = name => style.getPropertyValue(name).trim();
    const axis = {stroke: colour("--soft"), grid: {stroke: colour("--line"), width: 1}, ticks: {stroke: colour("--line")}};
    const strokes = [colour("--a"), colour("--b"), colour("--ok")];
    plot.drawn = new uPlot({
      width: plot.place.clientWidth,
      height: 260,
      scales: {x: {time: false}},
      axes: [{...axis, incrs: WHOLE}, {...axis, size: 60}],
      series: [{label: "round"}, ...plot.lines.map(([, label], i) => ({
        label, stroke: strokes[i % 3], width: 2, dash: [[], [8, 4], [2, 4]][i % 3], spanGaps: true
      }))]
    }, data, plot.place);
  }

  function drawAll(anew) { plots.forEach(plot => draw(plot, anew)); }

  drawAll(true);
  talk();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll(true));
  let resized = 0;
  addEventListener("resize", () => { clearTimeout(resized); resized = setTimeout(() => drawAll(true), 200); });

  const events = new EventSource("/events");
  events.addEventListener("open", () => { state.textContent = "Live."; });
  events.addEventListener("error", () => { state.textContent = "No connection to this party; trying again."; });
  events.addEventListener("part", event => {
    const [name, html] = JSON.parse(event.data);
    const part = document.getElementById("part-" + name);
    if (part) { replace(part, html); drawAll(false); talk(); }
  });
})();
