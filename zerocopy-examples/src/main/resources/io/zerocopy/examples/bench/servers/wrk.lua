-- Tells a program what wrk would tell a person: microseconds, counts and bytes, without rounding.
function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        "load %d %d %d %d\n",
        summary.duration,
        summary.requests,
        summary.bytes,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
