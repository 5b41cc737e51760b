/** The test event's menu: other events for it, and what can be done with a saved one. */

import { useEvent } from "mapper/event.js";
import { editJson, generate, loadFromSource, withSaved } from "mapper/event-origins.js";
import { icon } from "mapper/h.js";
import { openMenu } from "mapper/menu.js";
import { state } from "mapper/store.js";
import { readTrigger } from "mapper/trigger-tree.js";

const SAVED_IN_MENU = 5;

/** Open the menu at the button that names the event in use. */
export function openEventMenu(button) {
  import("mapper/json-dialog.js").catch(() => null); // likely to be asked for next
  const saved = state.boot.test_events.slice(0, SAVED_IN_MENU).map((one, at) => ({
    label: one.name,
    heading: at === 0 ? `Saved for ${state.boot.source.name}` : null,
    pick: () => withSaved((module) => module.loadSaved(one, useEvent)),
  }));
  const save = {
    label: "Save test event…",
    icon: icon("bookmark"),
    pick: () => withSaved((module) => module.openSaveDialog()),
  };
  openMenu({
    name: "Test event",
    opener: button,
    items: [
      { label: "Paste JSON…", icon: icon("clipboard"), pick: () => editJson({ isPaste: true }) },
      { label: "Edit JSON…", icon: icon("code-bracket"), pick: () => editJson({ isPaste: false }) },
      {
        label: "Load from source…",
        icon: icon("folder-open"),
        pick: loadFromSource,
      },
      { label: "Generate sample", icon: icon("sparkles"), pick: () => generate() },
      {
        label: otherSampleWords(),
        icon: icon("sparkles"),
        pick: () => generate({ isOther: true }),
      },
      ...(state.boot.can_edit && state.doc.event ? [save] : []),
      ...(state.boot.can_edit && state.doc.event?.id ? savedItems() : []),
      ...saved,
    ],
  });
}

/** What can be done with the saved event in use. */
function savedItems() {
  return [
    {
      label: "Rename test event…",
      icon: icon("pencil"),
      pick: () => withSaved((module) => module.openSaveDialog({ isNew: false })),
    },
    {
      label: "Delete test event…",
      icon: icon("trash"),
      pick: () => withSaved((module) => module.openDeleteDialog()),
    },
  ];
}

/** The sample that the trigger does not ask for: to see that the mapping stays quiet. */
function otherSampleWords() {
  const { isEntering } = readTrigger(state.doc.trigger);
  return `Generate a sample of ${isEntering ? "an exit" : "an entry"}`;
}
