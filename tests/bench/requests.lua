-- For wrk: requests with one header's values of a file in turn, each thread from another place on.
--   wrk -s requests.lua URL -- FILE HEADER HOST HOW-MANY-OF-THE-FILE
local threads = 0

function setup(thread)
    thread:set("index", threads)
    threads = threads + 1
end

function init(args)
    local limit = tonumber(args[4])
    local requests = {}
    for line in io.lines(args[1]) do
        if #requests == limit then
            break
        end
        wrk.headers = { Host = args[3], [args[2]] = line, ["X-Request-Id"] = "0f3b11c2-bench",
            ["X-Forwarded-Proto"] = "https" }
        requests[#requests + 1] = wrk.format()
    end
    -- One alone wrk sends without asking Lua each time: the less the load takes of the machine, the better it shows
    -- what the server takes.
    if #requests > 1 then
        local at = math.floor(#requests / 2) * index
        function request()
            at = at % #requests + 1
            return requests[at]
        end
    end
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format("RESULT %d %d %.0f %.0f %d\n", summary.requests, summary.duration, latency:percentile(50),
        latency:percentile(99), errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
