// What the gallery does beside what every page does; one file once it is collected.
import "./grid.js";
import "./rows.js";
import "./place.js";
import "./stack.js";
import "./select.js";
import "./marks.js";
import "./follow.js";
