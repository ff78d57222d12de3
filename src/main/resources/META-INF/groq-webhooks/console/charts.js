"use strict";
// Charts of deliveries over time, and the same numbers as a table.
(function () {
  const section = document.getElementById("charts");
  // An application may have the pages, and not this library.
  if (!section || typeof uPlot === "undefined") {
    section?.remove();
    return;
  }
  const outcomes = document.getElementById("chart-outcomes");
  const latencies = document.getElementById("chart-latencies");
  const summary = document.getElementById("charts-summary");
  const numbers = document.getElementById("charts-numbers");
  const buttons = Array.from(section.querySelectorAll("button[data-range]"));
  const pauses = { hour: 10000, day: 60000, week: 300000 };
  // From the ground up. What is not named here stands on top.
  const order = ["accepted", "duplicate", "challenged", "invalid", "rejected", "failed"];
  // Half a delivery never comes.
  const steps = [1, 2, 5].flatMap((step) => [0, 1, 2, 3, 4, 5, 6].map((power) => step * 10 ** power)).sort((a, b) => a - b);
  let range = "hour";
  let timer = 0;
  let plots = [];
  let shown = null;

  function color(name, otherwise) {
    const style = getComputedStyle(document.documentElement);
    return (style.getPropertyValue("--" + name) || style.getPropertyValue("--" + otherwise)).trim();
  }

  function seconds(time) {
    return Date.parse(time) / 1000;
  }

  // Times are UTC, as in the list.
  function minute(time) {
    return new Date(time * 1000).toISOString().slice(0, 16).replace("T", " ");
  }

  function tick(time) {
    return range === "week" ? minute(time).slice(5, 10) : minute(time).slice(11);
  }

  function axis(size) {
    return {
      stroke: color("quiet"),
      grid: { stroke: color("chart-grid"), width: 1 },
      ticks: { stroke: color("chart-grid"), width: 1 },
      size: size,
    };
  }

  function options(target, stats, series, more) {
    return {
      width: Math.max(240, target.clientWidth),
      height: 200,
      tzDate: (time) => uPlot.tzDate(new Date(time * 1000), "Etc/UTC"),
      scales: {
        x: { time: true, range: [seconds(stats.from), seconds(stats.to)] },
        y: { range: (plot, least, most) => [0, Math.max(1, most === null ? 1 : most * 1.05)] },
      },
      axes: [Object.assign(axis(32), { values: (plot, times) => times.map(tick) }), Object.assign(axis(56), more)],
      series: [{ label: "UTC", value: (plot, time) => (time === null ? "" : minute(time)) }].concat(series),
    };
  }

  // What came in each span of time.
  function perSpan(stats) {
    const times = [];
    for (let time = seconds(stats.from); time < seconds(stats.to); time += stats.spanSeconds) {
      times.push(time);
    }
    const index = new Map(times.map((time, i) => [time, i]));
    const counts = new Map();
    stats.counts.forEach(function (each) {
      if (!counts.has(each.outcome)) {
        counts.set(each.outcome, times.map(() => 0));
      }
      counts.get(each.outcome)[index.get(seconds(each.begin))] += each.count;
    });
    const median = times.map(() => null);
    const p99 = times.map(() => null);
    stats.latencies.forEach(function (each) {
      median[index.get(seconds(each.begin))] = each.medianMicros / 1000;
      p99[index.get(seconds(each.begin))] = each.p99Micros / 1000;
    });
    return { times, names: Array.from(counts.keys()).sort(fromTheGround), counts, median, p99 };
  }

  function place(name) {
    return order.includes(name) ? order.indexOf(name) : order.length;
  }

  function fromTheGround(one, other) {
    return place(one) - place(other) || one.localeCompare(other);
  }

  function drawOutcomes(stats, spans) {
    const names = spans.names.length > 0 ? spans.names : ["accepted"];
    const count = (name, at) => (spans.counts.has(name) ? spans.counts.get(name)[at] : 0);
    // Bars that stand on each other: each is drawn as high as all that are below it, the highest first.
    const bars = uPlot.paths.bars({ size: [0.9, 40], align: 1, gap: 1 });
    const data = names.map((name, i) =>
      spans.times.map((time, at) => names.slice(0, i + 1).reduce((sum, below) => sum + count(below, at), 0)));
    const series = names.map(function (name) {
      const paint = color("chart-" + name.replace(/ /g, "-"), "chart-other");
      return {
        label: name,
        stroke: paint,
        fill: paint,
        width: 0,
        paths: bars,
        points: { show: false },
        value: (plot, value, at, i) => (i === null ? "" : count(name, i)),
      };
    });
    const whole = options(outcomes, stats, series.reverse(), { incrs: steps });
    return new uPlot(whole, [spans.times].concat(data.reverse()), outcomes);
  }

  function drawLatencies(stats, spans) {
    const line = (label, paint) => ({
      label: label,
      stroke: color(paint),
      width: 2,
      spanGaps: false,
      // Deliveries may be rare: a point alone is no line.
      points: { show: true, size: 5, fill: color(paint) },
      value: (plot, value) => (value === null || value === undefined ? "" : millis(value)),
    });
    const series = [line("p50", "chart-median"), line("p99", "chart-p99")];
    return new uPlot(options(latencies, stats, series, {}), [spans.times, spans.median, spans.p99], latencies);
  }

  function millis(value) {
    return value === null ? "" : value.toFixed(1);
  }

  // In words, for those who do not see the charts.
  function tell(spans) {
    const total = (name) => spans.counts.get(name).reduce((sum, count) => sum + count, 0);
    summary.textContent = spans.names.map((name) => total(name) + " " + name).join(", ") || "None came.";
    outcomes.setAttribute("aria-label", "Deliveries by outcome: " + summary.textContent);
    const longest = Math.max(0, ...spans.p99);
    latencies.setAttribute("aria-label", "How long senders waited: p99 was at most " + millis(longest) + " ms");
  }

  function row(cells, header) {
    const made = document.createElement("tr");
    cells.forEach(function (text, i) {
      const cell = document.createElement(header || i === 0 ? "th" : "td");
      if (cell.tagName === "TH") {
        cell.scope = header ? "col" : "row";
      }
      cell.className = i === 0 ? "" : "number";
      cell.textContent = text;
      made.append(cell);
    });
    return made;
  }

  // The spans in which something came, the newest first.
  function fill(spans) {
    const table = document.createElement("table");
    const head = table.createTHead();
    const body = table.createTBody();
    head.append(row(["Since (UTC)", ...spans.names, "p50 in ms", "p99 in ms"], true));
    for (let at = spans.times.length - 1; at >= 0; at--) {
      const counts = spans.names.map((name) => spans.counts.get(name)[at]);
      if (counts.some((count) => count > 0)) {
        body.append(row([minute(spans.times[at]), ...counts, millis(spans.median[at]), millis(spans.p99[at])], false));
      }
    }
    numbers.replaceChildren(table);
  }

  function draw(stats) {
    const text = JSON.stringify(stats);
    const dark = color("ground");
    if (shown === text + dark) {
      return;
    }
    shown = text + dark;
    const spans = perSpan(stats);
    plots.forEach((plot) => plot.destroy());
    plots = [drawOutcomes(stats, spans), drawLatencies(stats, spans)];
    tell(spans);
    fill(spans);
  }

  function load() {
    clearTimeout(timer);
    const asked = range;
    fetch(section.dataset.stats + "?range=" + asked)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then(function (stats) {
        if (asked === range) {
          draw(stats);
        }
      })
      .catch(function () {
        if (asked === range) {
          shown = null;
          summary.textContent = "The numbers cannot be had right now. They come by themselves when they can.";
        }
      })
      .finally(function () {
        clearTimeout(timer);
        timer = setTimeout(load, pauses[range]);
      });
  }

  buttons.forEach(function (button) {
    button.addEventListener("click", function () {
      range = button.dataset.range;
      buttons.forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
      load();
    });
  });
  window.addEventListener("resize", function () {
    plots.forEach((plot) => plot.setSize({ width: Math.max(240, plot.root.parentNode.clientWidth), height: 200 }));
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", load);
  load();
})();
