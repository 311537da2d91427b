// How the client is built, served while it is written, and tested.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Where the API answers while the client is written: `faultline demo` listens there.
const api = process.env.FAULTLINE_API ?? "http://127.0.0.1:8480";

export default defineConfig({
  plugins: [react()],
  server: {
    host: "127.0.0.1",
    proxy: { "/api": api, "/go": api, "/healthz": api, "/readyz": api },
  },
  build: {
    outDir: "dist",
    // Licences of what is bundled, carried inside the wheel.
    license: { fileName: "licences.md" },
    chunkSizeWarningLimit: 900,
  },
  test: {
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
  },
});
