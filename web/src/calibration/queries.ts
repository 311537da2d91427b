// Questions about the calibration of risk.
import { queryOptions } from "@tanstack/react-query";
import { calibration } from "../api/calibration";

export const calibrationQuery = queryOptions({
  queryKey: ["graph", "calibration"],
  queryFn: () => calibration.show(),
  retry: false,
});
