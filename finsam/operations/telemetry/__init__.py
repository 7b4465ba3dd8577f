"""What an operator may have told to programs of her own: faults (Sentry) and traces (OpenTelemetry). Off unless asked for."""
