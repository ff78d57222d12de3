"use strict";
(function () {
  // Who has pressed a button sees that it works, and cannot press it twice.
  document.addEventListener("submit", function (event) {
    const button = event.submitter;
    if (button && button.dataset.busy) {
      button.dataset.idle = button.textContent;
      button.textContent = button.dataset.busy;
      button.disabled = true;
    }
  });
  // Browsers may show a page once more as it was left.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("button[data-idle]").forEach(function (button) {
      button.textContent = button.dataset.idle;
      button.disabled = false;
    });
  });
})();
