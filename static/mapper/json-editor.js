/**
 * A text editor for JSON: Ace over a real textarea. Without Ace the textarea itself does the work.
 */

import { h, need } from "mapper/h.js";

let loading = null;

/**
 * Show a text for editing: at once in the textarea, and in Ace as soon as Ace is there.
 *
 * Returns {text(), setText(text), mark(line, column), end()}; a mark puts the cursor at the problem,
 * `end` takes the editor down: a big event is a lot of elements.
 */
export function openJsonEditor(area, text, { isSelected, onsubmit }) {
  const plain = plainEditor(area);
  plain.setText(text);
  plain.start({ isSelected });
  let now = plain;
  let hasEnded = false;
  loadedAce().then((ace) => {
    if (!ace || hasEnded) return;
    now = aceEditor(ace, area, onsubmit);
    now.setText(area.value); // what was typed meanwhile stays
    now.start({ isSelected: isSelected && area.value === text });
  });
  return {
    text: () => now.text(),
    setText: (changed) => now.setText(changed),
    mark: (line, column) => now.mark(line, column),
    end: () => {
      hasEnded = true;
      now.end();
    },
  };
}

function plainEditor(area) {
  return {
    text: () => area.value,
    setText: (text) => (area.value = text),
    start: ({ isSelected }) => (
      area.focus(),
      isSelected ? area.select() : area.setSelectionRange(0, 0)
    ),
    mark: (line, column) => {
      if (!line) return;
      const before = area.value
        .split("\n")
        .slice(0, line - 1)
        .join("\n").length;
      const at = before + (line > 1 ? 1 : 0) + column - 1;
      area.focus();
      area.setSelectionRange(at, at + 1);
    },
    end: () => (area.value = ""),
  };
}

function aceEditor(ace, area, onsubmit) {
  const editor = makeAce(ace, area);
  editor.commands.addCommand({
    name: "submit",
    bindKey: { win: "Ctrl-Enter", mac: "Command-Enter" },
    exec: onsubmit,
  });
  const { session } = editor;
  return {
    text: () => editor.getValue(),
    setText: (text) => {
      if (editor.getValue() !== text) session.setValue(text);
      session.clearAnnotations();
    },
    start: ({ isSelected }) => {
      editor.resize(true);
      editor.focus();
      if (isSelected) editor.selectAll();
      else editor.gotoLine(1, 0);
    },
    mark: (line, column) => {
      if (!line) return;
      session.setAnnotations([{ row: line - 1, column: column - 1, text: "Here", type: "error" }]);
      editor.focus();
      editor.gotoLine(line, column - 1);
    },
    end: () => {
      editor.destroy();
      editor.container.remove();
      area.hidden = false;
    },
  };
}

/** Ace once it is there, or null; it is loaded with the first editor that needs it. */
export function loadedAce() {
  loading ??= loadAce(need("#json-text").dataset);
  return loading;
}

/** Put Ace over a textarea, which holds the text all the same. */
export function makeAce(ace, area, { mode = "json", className = "json-form__ace" } = {}) {
  const box = h("div", { class: className });
  area.after(box);
  area.hidden = true;
  const editor = ace.edit(box, {
    mode: `ace/mode/${mode}`,
    theme: { cssClass: "ace-mapper", cssText: "", padding: 4 },
    useWorker: false,
    useSoftTabs: true,
    tabSize: 2,
    showPrintMargin: false,
    fontSize: "0.8125rem",
    wrap: true,
    enableKeyboardAccessibility: true,
    textInputAriaLabel: area.getAttribute("aria-label"),
  });
  editor.session.on("change", () => (area.value = editor.getValue()));
  return editor;
}

/** Load Ace's script and style sheet; null when they do not come. */
async function loadAce({ aceScript, aceStyle }) {
  try {
    await Promise.all([
      added(h("link", { rel: "stylesheet", href: aceStyle })),
      added(h("script", { src: aceScript })),
    ]);
    const base = aceScript.slice(0, aceScript.lastIndexOf("/"));
    window.ace.config.set("useStrictCSP", true);
    window.ace.config.set("basePath", base);
    window.ace.config.set("loadWorkerFromBlob", false);
    return window.ace;
  } catch {
    return null;
  }
}

function added(node) {
  return new Promise((resolve, reject) => {
    node.addEventListener("load", resolve);
    node.addEventListener("error", reject);
    document.head.append(node);
  });
}
