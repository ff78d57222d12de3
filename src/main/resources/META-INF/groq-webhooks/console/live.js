"use strict";
// Live update: what is new comes into the list, and what somebody looks at stays where it is.
(function () {
  if (typeof htmx === "undefined") {
    return;
  }
  // With more rows than that, even those go that somebody looks at.
  const most = 500;

  // Who reads has to know when what is shown is no longer new.
  const connection = document.getElementById("connection");
  document.body.addEventListener("htmx:afterRequest", function (event) {
    connection.textContent = event.detail.successful
      ? ""
      : "Live update is interrupted. It goes on by itself when the receiver and its database answer.";
  });

  function rowsOf(section) {
    return Array.from(section.querySelectorAll("tbody > tr"));
  }

  function key(row) {
    return row.querySelector("a").id;
  }

  function topOf(row) {
    return row.getBoundingClientRect().top;
  }

  function isInView(row) {
    return row.getBoundingClientRect().bottom > 0 && topOf(row) < window.innerHeight;
  }

  // The row with the focus, those with something that is selected, and those that were scrolled to.
  function lookedAt(rows) {
    const selection = document.getSelection();
    const isSelected = (row) => !selection.isCollapsed && selection.containsNode(row, true);
    const isScrolledTo = (row) => topOf(rows[0]) < 0 && isInView(row);
    return rows.filter((row) => row.contains(document.activeElement) || isSelected(row) || isScrolledTo(row));
  }

  function update(row, now) {
    Array.from(row.cells).forEach(function (cell, i) {
      if (cell.innerHTML !== now.cells[i].innerHTML) {
        cell.replaceChildren(...now.cells[i].childNodes);
      }
    });
    return row;
  }

  function merge(section, fresh) {
    const before = rowsOf(section);
    const after = rowsOf(fresh);
    const looked = lookedAt(before);
    const anchor = looked.find(isInView);
    const place = anchor && topOf(anchor);

    // All that are newer than the oldest that somebody looks at stay, so that none is missing in between.
    const keys = new Set(after.map(key));
    const oldest = before.length > most ? -1 : before.indexOf(looked[looked.length - 1]);
    before.forEach(function (row, i) {
      if (i > oldest && !keys.has(key(row))) {
        row.remove();
      }
    });
    const known = new Map(rowsOf(section).map((row) => [key(row), row]));
    const body = section.querySelector("tbody");
    let next = body.firstElementChild;
    after.forEach(function (now) {
      const row = known.get(key(now));
      if (row) {
        next = update(row, now).nextElementSibling;
      } else {
        body.insertBefore(now, next);
      }
    });
    if (anchor && anchor.isConnected) {
      window.scrollBy(0, topOf(anchor) - place);
    }
  }

  function turn(section, fresh) {
    const link = section.querySelector("[rel=next]");
    const now = fresh.querySelector("[rel=next]");
    if (link && now) {
      link.href = now.href;
    } else {
      section.querySelector(".paging").replaceWith(fresh.querySelector(".paging"));
    }
  }

  htmx.defineExtension("rows", {
    handleSwap: function (style, section, fragment) {
      const fresh = fragment.querySelector("#deliveries");
      if (rowsOf(section).length > 0 && rowsOf(fresh).length > 0) {
        merge(section, fresh);
        turn(section, fresh);
      } else {
        section.replaceChildren(...fresh.childNodes);
      }
      section.setAttribute("hx-get", fresh.getAttribute("hx-get"));
      return [section];
    },
  });
})();
