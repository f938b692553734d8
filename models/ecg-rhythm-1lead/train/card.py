"""card.md: the fixed text of CARD_TEXT.md with the figures of one evaluation put between the markers."""

from pathlib import Path

BEGIN, END = "<!-- figures:begin -->", "<!-- figures:end -->"


def number(entry, digits=3) -> str:
    return f"{entry['value']:.{digits}f} ({entry['interval'][0]:.{digits}f} to {entry['interval'][1]:.{digits}f})"


def percent(entry) -> str:
    return f"{100 * entry['value']:.1f} % ({100 * entry['interval'][0]:.1f} to {100 * entry['interval'][1]:.1f})"


def table(head: list[str], rows: list[list]) -> str:
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in [head, ["---"] * len(head), *rows])


def figures_block(f: dict) -> str:
    gate, silent = f["gate"], f["silent"]
    parts = [
        f"Version {f['version']}. In brackets: 95 % intervals, bootstrap over recordings.",
        "### What the shipped code answers\n\nPrinted by `hinterland eval ecg-rhythm-1lead DIR --card` on the unpacked `val` recordings; PPV and NPV hold at the prevalence of this set only.\n\n"
        "<!-- eval:begin -->\n<!-- eval:end -->",
        "### Without decision biases\n" + table(["recordings", "n", "mean F1", "AUC of A"], [[name, f[key]["n"], number(f[key]["meanF1"]), number(f[key]["aucA"])]
            for name, key in [("val", "valWithoutDecisionBias"), ("inner split", "inner"), ("both", "valAndInner")]])
        + "\n\nNeither part was trained on; for new recordings of this kind the row of both together is the best guess.",
        f"### Calibration\nExpected calibration error (ten bins, top probability): {f['calibration']['eceBefore']:.3f} before, {f['calibration']['eceAfter']:.3f} after temperature {f['calibration']['temperature']}.",
        "### Subgroups\n" + table(["recordings", "n", "of them A", "mean F1", "sensitivity for A"],
                                  [[g["group"], g["n"], g["nAF"], f"{g['meanF1']:.3f} ({g['interval'][0]:.3f} to {g['interval'][1]:.3f})",
                                    "none" if g["sensitivityAF"] is None else f"{g['sensitivityAF']:.3f}"] for g in f["subgroups"]]),
        "### Gate\n" + f"Refused among good recordings (reference N, A, O; {gate['goodRefused']['n']}): {percent(gate['goodRefused'])}; "
        + ", ".join(f"{k} {100 * v:.1f} %" for k, v in gate["goodRefusedByReason"].items())
        + f". Refused by class: " + ", ".join(f"{k} {100 * v:.1f} %" for k, v in gate["refusedByClass"].items())
        + f". Recordings with reference ~ that were answered all the same ({gate['noisyAnswered']['n']}): {percent(gate['noisyAnswered'])}."
        + f" Mean F1 over good recordings {gate['meanF1WithoutGateGoodOnly']:.3f} without the gate, {number(gate['meanF1Assessed'])} over those it lets pass.",
        table(["input that must be refused", "n", "refused", "before the network", "distance", "answered ~", "uncertain"],
              [[r["input"], r["n"], f"{100 * r['refused'] / r['n']:.0f} %", r["before network"], r["unlike-training-data"], r["too-noisy"], r["uncertain"]] for r in f["mustRefuse"]]),
        f"### Silent failures\nOf {silent['confident']} assessed recordings with a calibrated probability of {silent['sure']} or more, {silent['wrong']} contradict the reference: "
        + (", ".join(f"{k} {v}" for k, v in sorted(silent["kinds"].items(), key=lambda kv: -kv[1])) or "none") + ". Recordings (reference, answer, probability): "
        + "; ".join(f"{r['id']} ({r['reference']}, {r['answer']}, {r['probability']:.3f})" for r in silent["recordings"]) + ".",
        f"### Size and twins\n{f['parameters']} parameters; model.onnx {f['light']['onnxBytes']} bytes; light/weights.bin {f['light']['bytes']} bytes. "
        f"float16 light weights against onnxruntime over {f['light']['recordings']} recordings: largest difference {f['light']['maxLogitDifference']} in a logit, "
        f"{f['light']['maxProbabilityDifference']} in a probability, {f['light']['maxCamDifference']} in the activation map."]
    return "\n\n".join(parts)


def render(figures: dict) -> str:
    text = (Path(__file__).parent / "CARD_TEXT.md").read_text()
    return text.replace("{{figures}}", f"{BEGIN}\n{figures_block(figures)}\n{END}")
