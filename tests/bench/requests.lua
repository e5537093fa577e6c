-- For wrk: requests with one header's values of a file in turn, each thread from another place on.
--   wrk -s requests.lua URL -- FILE HEADER HOST HOW-MANY-OF-THE-FILE
local threads = 0
local requests, at = {}, 0

function setup(thread)
    thread:set("index", threads)
    threads = threads + 1
end

function init(args)
    local limit = tonumber(args[4])
    for line in io.lines(args[1]) do
        if #requests == limit then
            break
        end
        requests[#requests + 1] = wrk.format("GET", nil,
            { Host = args[3], [args[2]] = line, ["X-Request-Id"] = "0f3b11c2-bench", ["X-Forwarded-Proto"] = "https" })
    end
    at = math.floor(#requests / 2) * index
end

function request()
    at = at % #requests + 1
    return requests[at]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format("RESULT %d %d %.0f %.0f %d\n", summary.requests, summary.duration, latency:percentile(50),
        latency:percentile(99), errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
