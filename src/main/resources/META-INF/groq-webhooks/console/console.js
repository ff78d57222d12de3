"use strict";
(function () {
  // Live update: the browser's user has to know when what is shown is no longer new.
  const connection = document.getElementById("connection");
  document.body.addEventListener("htmx:afterRequest", function (event) {
    connection.textContent = event.detail.successful
      ? ""
      : "Live update is interrupted. It goes on by itself when the receiver and its database answer.";
  });

  const section = document.getElementById("charts");
  if (!section || typeof uPlot === "undefined") {
    return;
  }
  const outcomes = document.getElementById("chart-outcomes");
  const latencies = document.getElementById("chart-latencies");
  const summary = document.getElementById("charts-summary");
  const buttons = Array.from(section.querySelectorAll("button[data-range]"));
  const pauses = { hour: 10000, day: 60000, week: 300000 };
  let range = "hour";
  let timer = 0;
  let plots = [];

  function color(name, otherwise) {
    const style = getComputedStyle(document.documentElement);
    return (style.getPropertyValue("--" + name) || style.getPropertyValue("--" + otherwise)).trim();
  }

  function axis(size) {
    return {
      stroke: color("quiet"),
      grid: { stroke: color("chart-grid"), width: 1 },
      ticks: { stroke: color("chart-grid"), width: 1 },
      size: size,
    };
  }

  function two(number) {
    return String(number).padStart(2, "0");
  }

  // Times are UTC, as in the table.
  function label(seconds) {
    const time = new Date(seconds * 1000);
    const clock = two(time.getUTCHours()) + ":" + two(time.getUTCMinutes());
    const day = two(time.getUTCMonth() + 1) + "-" + two(time.getUTCDate());
    return range === "week" ? day : clock;
  }

  function options(target, stats, series) {
    return {
      width: Math.max(240, target.clientWidth),
      height: 200,
      tzDate: function (seconds) {
        return uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC");
      },
      scales: {
        x: { time: true, range: [Date.parse(stats.from) / 1000, Date.parse(stats.to) / 1000] },
        y: { range: fromZero },
      },
      axes: [
        Object.assign(axis(32), { values: (plot, times) => times.map(label) }),
        axis(56),
      ],
      series: [{ label: "UTC", value: "{YYYY}-{MM}-{DD} {HH}:{mm}" }].concat(series),
    };
  }

  function fromZero(plot, least, most) {
    return [0, Math.max(1, most === null ? 1 : most * 1.05)];
  }

  function spans(stats) {
    const times = [];
    for (let time = Date.parse(stats.from) / 1000; time < Date.parse(stats.to) / 1000; time += stats.spanSeconds) {
      times.push(time);
    }
    return times;
  }

  function drawOutcomes(stats, times) {
    const index = new Map(times.map((time, i) => [time, i]));
    const byOutcome = new Map();
    stats.counts.forEach(function (each) {
      if (!byOutcome.has(each.outcome)) {
        byOutcome.set(each.outcome, times.map(() => 0));
      }
      const i = index.get(Date.parse(each.begin) / 1000);
      if (i !== undefined) {
        byOutcome.get(each.outcome)[i] += each.count;
      }
    });
    if (byOutcome.size === 0) {
      byOutcome.set("accepted", times.map(() => 0));
    }
    const names = Array.from(byOutcome.keys());
    // Bars that stand on each other: each is drawn as high as all that are below it, the highest first.
    const data = names.map((name, i) =>
      times.map((time, at) => names.slice(i).reduce((sum, other) => sum + byOutcome.get(other)[at], 0)));
    const bars = uPlot.paths.bars({ size: [0.9, 40], align: 1 });
    const series = names.map(function (name) {
      const paint = color("chart-" + name.replace(/ /g, "-"), "chart-other");
      return {
        label: name,
        stroke: paint,
        fill: paint,
        width: 0,
        paths: bars,
        points: { show: false },
        value: (plot, value, at, i) => (i === null ? "" : byOutcome.get(name)[i]),
      };
    });
    summary.textContent = names
      .map((name) => byOutcome.get(name).reduce((sum, count) => sum + count, 0) + " " + name)
      .join(", ");
    return new uPlot(options(outcomes, stats, series), [times].concat(data), outcomes);
  }

  function drawLatencies(stats, times) {
    const index = new Map(times.map((time, i) => [time, i]));
    const median = times.map(() => null);
    const p99 = times.map(() => null);
    stats.latencies.forEach(function (each) {
      const i = index.get(Date.parse(each.begin) / 1000);
      if (i !== undefined) {
        median[i] = each.medianMicros / 1000;
        p99[i] = each.p99Micros / 1000;
      }
    });
    const line = (label, paint) => ({
      label: label,
      stroke: color(paint),
      width: 2,
      spanGaps: false,
      // Deliveries may be rare: a point alone is no line.
      points: { show: true, size: 5, fill: color(paint) },
      value: (plot, value) => (value === null || value === undefined ? "" : value.toFixed(1)),
    });
    const series = [line("p50", "chart-median"), line("p99", "chart-p99")];
    return new uPlot(options(latencies, stats, series), [times, median, p99], latencies);
  }

  function draw(stats) {
    section.hidden = false;
    plots.forEach((plot) => plot.destroy());
    const times = spans(stats);
    plots = [drawOutcomes(stats, times), drawLatencies(stats, times)];
  }

  function load() {
    clearTimeout(timer);
    const asked = range;
    fetch(section.dataset.stats + "?range=" + asked)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((stats) => {
        if (asked === range) {
          draw(stats);
        }
      })
      .catch(() => {})
      .finally(() => {
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
