// What every page does and what the gallery does beside; one file once it is collected.
import "./inside.js";
import "./grid.js";
import "./rows.js";
import "./place.js";
import "./stack.js";
import "./select.js";
import "./bulk.js";
import "./marks.js";
