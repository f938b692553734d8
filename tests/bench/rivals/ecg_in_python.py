"""What neurokit2 and wfdb need for the file that the bench gives: prints times in milliseconds as JSON.

Usage: ecg_in_python.py RECORD RUNS   (RECORD without its ending)
One run: read the record; clean each lead, find its R peaks, rate and quality. That is what readEcgFiles and
analyseEcg do for the app. Beside it, wfdb's XQRS on lead II (or the first) alone, which is what detectBeats does with
that lead, and neurokit2's wavelet delineation of one lead.
"""

import json
import sys
import time
import warnings

import neurokit2 as nk
import numpy as np
import wfdb
from wfdb import processing

warnings.filterwarnings("ignore")


def analyse(signals, rate_hz):
    for lead in signals.T:
        clean = nk.ecg_clean(lead, sampling_rate=rate_hz)
        _, found = nk.ecg_peaks(clean, sampling_rate=rate_hz)
        peaks = found["ECG_R_Peaks"]
        nk.ecg_rate(peaks, sampling_rate=rate_hz)
        nk.ecg_quality(clean, rpeaks=peaks, sampling_rate=rate_hz, method="averageQRS")


def main(path, runs):
    reading, analysing, xqrs, delineating = [], [], [], []
    for run in range(runs + 1):
        start = time.perf_counter()
        record = wfdb.rdrecord(path)
        read = time.perf_counter()
        analyse(np.nan_to_num(record.p_signal), int(record.fs))
        end = time.perf_counter()
        names = record.sig_name
        lead = np.nan_to_num(record.p_signal)[:, names.index("II") if "II" in names else 0]
        rate_hz = int(record.fs)
        detector = processing.XQRS(sig=lead, fs=rate_hz)
        before = time.perf_counter()
        detector.detect(verbose=False)
        detected = time.perf_counter()
        nk.ecg_delineate(nk.ecg_clean(lead, sampling_rate=rate_hz), detector.qrs_inds, sampling_rate=rate_hz)
        delineated = time.perf_counter()
        if run > 0:
            reading.append(1000 * (read - start))
            analysing.append(1000 * (end - read))
            xqrs.append(1000 * (detected - before))
            delineating.append(1000 * (delineated - detected))
    print(json.dumps({"readMs": reading, "analyseMs": analysing, "xqrsMs": xqrs, "delineateMs": delineating}))


main(sys.argv[1], int(sys.argv[2]))
