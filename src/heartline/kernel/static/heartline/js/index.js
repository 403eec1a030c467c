// Everything that enhances a page. Each module looks after one element; pages work without any of them.
import "./forms.js";
import "./dialogs.js";
import "./live-region.js";
import "./live-requests.js";
import "./offline-notice.js";
import "./theme-toggle.js";
import "./row-keys.js";
import "./quick-find.js";
import "./shortcuts.js";
import "./desk-panes.js";
import "./calm-live.js";
import "./desk-calendar.js";
import "./plan-board.js";
import "./time-picker.js";
import "./count-down.js";
import "./thread-box.js";
import "./push-switch.js";
