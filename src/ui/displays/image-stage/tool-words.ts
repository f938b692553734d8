import { m } from '#words/messages.js'
import type { StageTool } from './stage.ts'

const NAMES: Readonly<Record<StageTool, () => string>> = {
  window: m.film_tool_window,
  pan: m.film_tool_pan,
  zoom: m.film_tool_zoom,
  scroll: m.film_tool_scroll,
  magnifier: m.film_tool_magnifier,
  length: m.film_tool_length,
  angle: m.film_tool_angle,
  cobb: m.film_tool_cobb,
  ellipse: m.film_tool_ellipse,
  rectangle: m.film_tool_rectangle,
  freehand: m.film_tool_freehand,
  cardiothoracic: m.film_tool_cardiothoracic,
  marker: m.film_tool_marker,
  arrow: m.film_tool_arrow,
  probe: m.film_tool_probe,
}

const HOW: Readonly<Record<StageTool, () => string>> = {
  window: m.film_tool_how_window,
  pan: m.film_tool_how_pan,
  zoom: m.film_tool_how_zoom,
  scroll: m.film_tool_how_scroll,
  magnifier: m.film_tool_how_magnifier,
  length: m.film_tool_how_length,
  angle: m.film_tool_how_angle,
  cobb: m.film_tool_how_cobb,
  ellipse: m.film_tool_how_ellipse,
  rectangle: m.film_tool_how_rectangle,
  freehand: m.film_tool_how_freehand,
  cardiothoracic: m.film_tool_how_cardiothoracic,
  marker: m.film_tool_how_marker,
  arrow: m.film_tool_how_arrow,
  probe: m.film_tool_how_probe,
}

export function toolInWords(tool: StageTool): string {
  return NAMES[tool]()
}

/** What the hand does with it. */
export function toolHow(tool: StageTool): string {
  return HOW[tool]()
}
