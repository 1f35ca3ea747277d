/*---
title: "No order makes a prediction: a model fitted to all of them does"
evidence:
  - names: [p_alive]
    instead: >-
      it is the mean over members, whom `go run ./starter segments --of top:1000000:p_alive --export
      members.csv` with the same --date lists; the fit behind it stands in model_fits
  - names: [expected_14d]
    instead: >-
      it is the sum over members, whom `go run ./starter segments --of top:1000000:expected_14d
      --export members.csv` with the same --date lists; the fit behind it stands in model_fits
  - names: [clv_365d]
    instead: >-
      it is the mean over members, whom `go run ./starter segments --of top:1000000:clv_365d
      --export members.csv` with the same --date lists; the fit behind it stands in model_fits
---*/
