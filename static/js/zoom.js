// The large picture, zoomed and moved; one file once it is collected.
import "./stage.js";
import "./stage-pointer.js";
import "./stage-keys.js";
