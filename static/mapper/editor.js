/**
 * Starts the mapping editor: boot data into the store, then one start for each part of the page.
 */

import { startDrafts } from "mapper/drafts.js";
import { startEvent } from "mapper/event.js";
import { startEventPanel } from "mapper/event-panel.js";
import { giveFocusBack } from "mapper/focus-back.js";
import { need } from "mapper/h.js";
import { startKeys } from "mapper/keys.js";
import { startLater } from "mapper/later.js";
import { startName } from "mapper/name.js";
import { startNeeds } from "mapper/needs.js";
import { startPanels } from "mapper/panels.js";
import { startPaste } from "mapper/paste.js";
import { startPayload } from "mapper/payload.js";
import { startPreview } from "mapper/preview.js";
import "mapper/rows.js";
import { startSave } from "mapper/save.js";
import { start } from "mapper/store.js";
import { startTrigger } from "mapper/trigger.js";
import { startTriggerMore } from "mapper/trigger-more.js";

start(JSON.parse(need("#editor-data").textContent));
for (const id of ["#strip", "#strip-details", "#trigger-fixes", "#toasts"]) giveFocusBack(need(id));
startPanels();
startName();
startNeeds();
startTrigger();
startTriggerMore();
startEvent();
startPaste();
startEventPanel();
need("field-rows").start();
startPayload();
startSave();
startLater();
startKeys();
startPreview();
startDrafts();
document.documentElement.dataset.editor = "ready";
