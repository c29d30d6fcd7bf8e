// Tells the numbers under the pointer. Everything else on the page works without it.
(() => {
  "use strict";
  const stage = document.querySelector(".stage");
  const tip = stage.querySelector(".tip");
  const { axes, learners } = JSON.parse(document.getElementById("points").textContent);

  const hide = () => {
    tip.hidden = true;
    stage.querySelectorAll(".cursor").forEach(line => { line.style.visibility = "hidden"; });
    stage.querySelectorAll(".under").forEach(marker => marker.classList.remove("under"));
  };

  // The point of a line that lies nearest to the pointer along the axis.
  const nearest = (series, x) => {
    const places = series.querySelector("polyline").points;
    let best = 0;
    for (let i = 1; i < places.length; i++) {
      if (Math.abs(places[i].x - x) < Math.abs(places[best].x - x)) { best = i; }
    }
    const place = places[best];
    return { series, x: place.x, y: place.y, index: Number(series.dataset.points.split(" ")[best]) };
  };

  const cell = (row, text) => { row.insertCell().textContent = text; };

  const fill = (axis, found) => {
    const title = document.createElement("b");
    const table = document.createElement("table");
    const isSteps = axis === "steps";
    title.textContent = isSteps ? `block ${learners[found[0].series.dataset.learner].at.steps[found[0].index]}` : axes[axis];
    for (const point of found) {
      const learner = learners[point.series.dataset.learner];
      const row = table.insertRow();
      row.insertCell().append(
        document.querySelector(`.legend [data-learner="${point.series.dataset.learner}"] .swatch`).cloneNode(true), learner.id);
      if (!isSteps) { cell(row, learner.at[axis][point.index]); }
      cell(row, learner.scores[point.index]);
    }
    tip.replaceChildren(title, table);
  };

  const show = event => {
    hide();
    const plot = event.target.closest("svg.plot");
    if (!plot) { return; }
    const pointer = new DOMPoint(event.clientX, event.clientY).matrixTransform(plot.getScreenCTM().inverse());
    const found = [...plot.querySelectorAll("g.series")]
      .filter(series => getComputedStyle(series).display !== "none")
      .map(series => nearest(series, pointer.x))
      .filter(point => plot.dataset.axis !== "steps" || Math.abs(point.x - pointer.x) < 40);
    if (found.length === 0) { return; }
    const closest = found.reduce((a, b) => Math.abs(b.x - pointer.x) < Math.abs(a.x - pointer.x) ? b : a);
    const shown = plot.dataset.axis === "steps" ? found.filter(point => Math.abs(point.x - closest.x) < 1) : found;
    shown.sort((a, b) => a.y - b.y);
    for (const point of shown) {
      const at = `translate(${point.x},${point.y})`;
      point.series.querySelector(`.marker[transform="${at}"]`)?.classList.add("under");
    }

    const cursor = plot.querySelector(".cursor");
    const box = plot.viewBox.baseVal;
    cursor.setAttribute("x1", closest.x);
    cursor.setAttribute("x2", closest.x);
    cursor.setAttribute("y2", box.height - 46);
    cursor.style.visibility = "visible";
    fill(plot.dataset.axis, shown);
    tip.hidden = false;
    const frame = stage.getBoundingClientRect();
    const left = event.clientX - frame.left;
    const onLeft = left + 24 + tip.offsetWidth > frame.width;
    tip.style.left = `${Math.max(0, onLeft ? left - tip.offsetWidth - 16 : left + 18)}px`;
    tip.style.top = `${Math.max(0, Math.min(event.clientY - frame.top - 20, frame.height - tip.offsetHeight))}px`;
  };

  stage.addEventListener("pointermove", show);
  stage.addEventListener("pointerdown", show);
  stage.addEventListener("pointerleave", hide);
  document.querySelector(".controls").addEventListener("change", hide);
})();
