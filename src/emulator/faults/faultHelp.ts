/** The grammar of fault rules, as the program and the reference page print it. */
export const faultHelp = `A fault rule: [METHOD] [PATH-GLOB] [WHEN] EFFECT [key=value ...]

  METHOD     GET POST PATCH PUT DELETE, or * for any (the default)
  PATH-GLOB  relative to /policies/crossTenantAccessPolicy ("partners", "partners/*", "default",
             "." for the policy itself), or from the root ("/organization"). * matches one
             segment, ** any number. Default: every path.
  WHEN       1st 2nd 3rd 4th ...  that matching request only
             first=N  after=N     the first N; all but the first N
             N%                   so many of them, the same ones in every run
             every                all (the default)
             wider=N              requests for more than N hours of a log
             filter=TEXT          requests whose $filter contains this text
  EFFECT     400 401 403 404 409 412 423 429 500 502 503 504
                         [retry-after=SECONDS | retry-after=date | retry-after=date+SECONDS]
                         [code=GRAPH_CODE]
             commit-then STATUS   the change is made, then that answer (same keys)
             drop-before          the connection breaks before the change is made
             drop-after           the connection breaks after the change was made
             hang                 no answer, ever [commit=yes]
             slow ms=N            the answer comes N milliseconds later
             lag reads=N          the next N reads after a change show the old state
             truncate             the connection breaks in the middle of the body [commit=no]
             html                 200 and an HTML page [commit=yes]
             wrong-json           200 and JSON of another shape [commit=yes]
             empty                200 without a body [commit=no]
             token-expired        401 InvalidAuthenticationToken
             no-licence           403, as a tenant without Entra ID P1 gets it
             invalid-filter       400 Invalid filter clause
             nextlink-loop        the page links to itself
             nextlink-garbage     the page links to nowhere
             nextlink-foreign origin=URL   the page links to another origin

  Examples   PATCH partners/* 2nd 503 retry-after=1
             POST partners drop-after
             GET partners 20% 429 retry-after=1
             GET /auditLogs/signIns wider=6 504
             GET /auditLogs/signIns filter=crossTenantAccessType invalid-filter
             * ** after=100 token-expired`;
