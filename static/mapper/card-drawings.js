/** The cards that are drawn in a way of their own, by the name that their kind gives. */

import { makeJoin } from "mapper/join-card.js";
import { makeLiquid } from "mapper/liquid-card.js";

export const DRAWINGS = { join: makeJoin, liquid: makeLiquid };
