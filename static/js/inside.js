// What every page of a person signed in does; one file once it is collected.
import "./theme.js";
import "./keys.js";
import "./poller.js";
import "./elapsed.js";
import "./placeholder.js";
import "./dialog.js";
import "./copy.js";
import "./connection.js";
import "./queue.js";
