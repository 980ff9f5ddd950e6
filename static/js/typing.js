// What a press of a key is for: single letters can be switched off, and in a field they
// are written. Only answers; who asks it acts.
export const SWITCH = "letters";
export const TYPED = "input:not([type=checkbox], [type=radio], [type=range]), textarea, select";

/** Say whether single letters, digits and signs are keys: a person may switch it off. */
export const letters = () => localStorage.getItem(SWITCH) !== "off";

/** Say whether what is pressed is written somewhere rather than a key. */
export const isTyping = (node) => Boolean(node?.closest?.(TYPED) || node?.isContentEditable);
