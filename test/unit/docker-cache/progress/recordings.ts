/*
 * What buildx 0.31.1 with BuildKit 0.32.0 wrote, without the records of the
 * Dockerfile's own transfer and without the layers of the cache; digests of
 * vertices are shortened.
 */

/** Everything cached, two tags pushed while the cache is written. */
export const pushedWithTwoTags = `{"vertexes":[{"digest":"sha256:1","name":"importing cache manifest from r.test/app:cache-main","started":"2026-11-21T15:27:57.571Z"}]}
{"vertexes":[{"digest":"sha256:2","inputs":["sha256:3","sha256:4"],"name":"[stage-3 3/3] COPY --from=deps /deps /deps"},{"digest":"sha256:3","inputs":["sha256:5","sha256:6"],"name":"[stage-3 2/3] COPY --from=build /app /app"},{"digest":"sha256:6","inputs":["sha256:7"],"name":"[build 2/2] RUN echo building && cat source.txt > /app && sleep 0.2"},{"digest":"sha256:7","inputs":["sha256:4","sha256:8"],"name":"[build 1/2] COPY source.txt ."},{"digest":"sha256:8","name":"[internal] load build context"},{"digest":"sha256:4","inputs":["sha256:9"],"name":"[deps 3/3] RUN echo deps && sleep 0.3"},{"digest":"sha256:9","inputs":["sha256:5"],"name":"[deps 2/3] WORKDIR /src"},{"digest":"sha256:5","name":"[deps 1/3] FROM r.test/base:1"},{"digest":"sha256:8","name":"[internal] load build context","started":"2026-11-21T15:27:57.574Z","completed":"2026-11-21T15:27:57.574Z"},{"digest":"sha256:5","name":"[deps 1/3] FROM r.test/base:1","started":"2026-11-21T15:27:57.574Z"}]}
{"vertexes":[{"digest":"sha256:5","name":"[deps 1/3] FROM r.test/base:1","started":"2026-11-21T15:27:57.574Z","completed":"2026-11-21T15:27:57.582Z"}]}
{"vertexes":[{"digest":"sha256:1","name":"importing cache manifest from r.test/app:cache-main","started":"2026-11-21T15:27:57.571Z","completed":"2026-11-21T15:27:57.583Z"}]}
{"vertexes":[{"digest":"sha256:8","name":"[internal] load build context","started":"2026-11-21T15:27:57.584Z"}]}
{"statuses":[{"id":"transferring context:","vertex":"sha256:8","name":"transferring","current":0,"started":"2026-11-21T15:27:57.585Z"}]}
{"statuses":[{"id":"transferring context:","vertex":"sha256:8","name":"transferring","current":29,"started":"2026-11-21T15:27:57.585Z"}]}
{"statuses":[{"id":"transferring context:","vertex":"sha256:8","name":"transferring","current":31,"started":"2026-11-21T15:27:57.585Z","completed":"2026-11-21T15:27:57.587Z"}]}
{"vertexes":[{"digest":"sha256:8","name":"[internal] load build context","started":"2026-11-21T15:27:57.584Z","completed":"2026-11-21T15:27:57.588Z"}]}
{"vertexes":[{"digest":"sha256:9","inputs":["sha256:5"],"name":"[deps 2/3] WORKDIR /src","started":"2026-11-21T15:27:57.590Z","completed":"2026-11-21T15:27:57.590Z","cached":true},{"digest":"sha256:4","inputs":["sha256:9"],"name":"[deps 3/3] RUN echo deps && sleep 0.3","started":"2026-11-21T15:27:57.590Z","completed":"2026-11-21T15:27:57.590Z","cached":true},{"digest":"sha256:7","inputs":["sha256:4","sha256:8"],"name":"[build 1/2] COPY source.txt .","started":"2026-11-21T15:27:57.590Z","completed":"2026-11-21T15:27:57.590Z","cached":true},{"digest":"sha256:6","inputs":["sha256:7"],"name":"[build 2/2] RUN echo building && cat source.txt > /app && sleep 0.2","started":"2026-11-21T15:27:57.590Z","completed":"2026-11-21T15:27:57.590Z","cached":true},{"digest":"sha256:3","inputs":["sha256:5","sha256:6"],"name":"[stage-3 2/3] COPY --from=build /app /app","started":"2026-11-21T15:27:57.590Z","completed":"2026-11-21T15:27:57.590Z","cached":true},{"digest":"sha256:2","inputs":["sha256:3","sha256:4"],"name":"[stage-3 3/3] COPY --from=deps /deps /deps","started":"2026-11-21T15:27:57.590Z","cached":true}]}
{"vertexes":[{"digest":"sha256:2","inputs":["sha256:3","sha256:4"],"name":"[stage-3 3/3] COPY --from=deps /deps /deps","started":"2026-11-21T15:27:57.590Z","completed":"2026-11-21T15:27:57.595Z","cached":true}]}
{"vertexes":[{"digest":"sha256:10","name":"exporting to image","started":"2026-11-21T15:27:57.596Z"}]}
{"statuses":[{"id":"exporting layers","vertex":"sha256:10","current":0,"started":"2026-11-21T15:27:57.597Z"}]}
{"statuses":[{"id":"exporting layers","vertex":"sha256:10","current":0,"started":"2026-11-21T15:27:57.597Z","completed":"2026-11-21T15:27:57.597Z"}]}
{"statuses":[{"id":"exporting manifest sha256:d0ddf6e0c48d3e75740d437e78d2251c9e3d196777cc16d2bb9ee2dc307ad6f4","vertex":"sha256:10","current":0,"started":"2026-11-21T15:27:57.597Z"}]}
{"statuses":[{"id":"exporting manifest sha256:d0ddf6e0c48d3e75740d437e78d2251c9e3d196777cc16d2bb9ee2dc307ad6f4","vertex":"sha256:10","current":0,"started":"2026-11-21T15:27:57.597Z","completed":"2026-11-21T15:27:57.598Z"}]}
{"vertexes":[{"digest":"sha256:10","name":"exporting to image","started":"2026-11-21T15:27:57.596Z","completed":"2026-11-21T15:27:57.598Z"}]}
{"vertexes":[{"digest":"sha256:11","name":"exporting cache to registry","started":"2026-11-21T15:27:57.598Z"},{"digest":"sha256:10","name":"exporting to image","started":"2026-11-21T15:27:57.598Z"}],"statuses":[{"id":"preparing build cache for export","vertex":"sha256:11","current":0,"started":"2026-11-21T15:27:57.598Z"}]}
{"statuses":[{"id":"pushing layers","vertex":"sha256:10","current":0,"started":"2026-11-21T15:27:57.599Z"}]}
{"statuses":[{"id":"pushing layers","vertex":"sha256:10","current":0,"started":"2026-11-21T15:27:57.599Z","completed":"2026-11-21T15:27:57.612Z"},{"id":"pushing manifest for r.test/app:1@sha256:d0ddf6e0c48d3e75740d437e78d2251c9e3d196777cc16d2bb9ee2dc307ad6f4","vertex":"sha256:10","current":0,"started":"2026-11-21T15:27:57.612Z"}]}
{"statuses":[{"id":"pushing manifest for r.test/app:1@sha256:d0ddf6e0c48d3e75740d437e78d2251c9e3d196777cc16d2bb9ee2dc307ad6f4","vertex":"sha256:10","current":0,"started":"2026-11-21T15:27:57.612Z","completed":"2026-11-21T15:27:57.613Z"}]}
{"statuses":[{"id":"pushing layers","vertex":"sha256:10","current":0,"started":"2026-11-21T15:27:57.614Z"}]}
{"statuses":[{"id":"pushing layers","vertex":"sha256:10","current":0,"started":"2026-11-21T15:27:57.614Z","completed":"2026-11-21T15:27:57.620Z"},{"id":"pushing manifest for r.test/app:2@sha256:d0ddf6e0c48d3e75740d437e78d2251c9e3d196777cc16d2bb9ee2dc307ad6f4","vertex":"sha256:10","current":0,"started":"2026-11-21T15:27:57.620Z"}]}
{"vertexes":[{"digest":"sha256:10","name":"exporting to image","started":"2026-11-21T15:27:57.598Z","completed":"2026-11-21T15:27:57.621Z"}],"statuses":[{"id":"pushing manifest for r.test/app:2@sha256:d0ddf6e0c48d3e75740d437e78d2251c9e3d196777cc16d2bb9ee2dc307ad6f4","vertex":"sha256:10","current":0,"started":"2026-11-21T15:27:57.620Z","completed":"2026-11-21T15:27:57.621Z"}]}
{"statuses":[{"id":"preparing build cache for export","vertex":"sha256:11","current":0,"started":"2026-11-21T15:27:57.598Z","completed":"2026-11-21T15:27:57.630Z"},{"id":"sending cache export","vertex":"sha256:11","current":0,"started":"2026-11-21T15:27:57.630Z"}]}
{"statuses":[{"id":"writing cache image manifest sha256:b424c691d192d63a36784876989074186017c46b6ace877bfeba330f68150c67","vertex":"sha256:11","current":0,"started":"2026-11-21T15:27:57.634Z"}]}
{"vertexes":[{"digest":"sha256:11","name":"exporting cache to registry","started":"2026-11-21T15:27:57.598Z","completed":"2026-11-21T15:27:57.635Z"}],"statuses":[{"id":"writing cache image manifest sha256:b424c691d192d63a36784876989074186017c46b6ace877bfeba330f68150c67","vertex":"sha256:11","current":0,"started":"2026-11-21T15:27:57.634Z","completed":"2026-11-21T15:27:57.635Z"},{"id":"sending cache export","vertex":"sha256:11","current":0,"started":"2026-11-21T15:27:57.630Z","completed":"2026-11-21T15:27:57.635Z"}]}
`

/** Two platforms pushed by digest. */
export const pushedByDigest = `{"vertexes":[{"digest":"sha256:1","name":"importing cache manifest from r.test/app:cache-main","started":"2026-11-21T15:28:24.323Z"}]}
{"vertexes":[{"digest":"sha256:2","inputs":["sha256:3"],"name":"[linux/amd64 stage-1 1/1] COPY --from=one /a /b"},{"digest":"sha256:3","inputs":["sha256:4"],"name":"[linux/amd64 one 1/1] COPY source.txt /a"},{"digest":"sha256:4","name":"[internal] load build context"}]}
{"vertexes":[{"digest":"sha256:4","name":"[internal] load build context","started":"2026-11-21T15:28:24.324Z","completed":"2026-11-21T15:28:24.324Z"}]}
{"vertexes":[{"digest":"sha256:1","name":"importing cache manifest from r.test/app:cache-main","started":"2026-11-21T15:28:24.323Z","completed":"2026-11-21T15:28:24.333Z"}]}
{"vertexes":[{"digest":"sha256:4","name":"[internal] load build context","started":"2026-11-21T15:28:24.333Z"}]}
{"statuses":[{"id":"transferring context:","vertex":"sha256:4","name":"transferring","current":0,"started":"2026-11-21T15:28:24.334Z"}]}
{"statuses":[{"id":"transferring context:","vertex":"sha256:4","name":"transferring","current":29,"started":"2026-11-21T15:28:24.334Z"}]}
{"statuses":[{"id":"transferring context:","vertex":"sha256:4","name":"transferring","current":43,"started":"2026-11-21T15:28:24.334Z","completed":"2026-11-21T15:28:24.337Z"}]}
{"vertexes":[{"digest":"sha256:4","name":"[internal] load build context","started":"2026-11-21T15:28:24.333Z","completed":"2026-11-21T15:28:24.338Z"}]}
{"vertexes":[{"digest":"sha256:3","inputs":["sha256:4"],"name":"[linux/amd64 one 1/1] COPY source.txt /a","started":"2026-11-21T15:28:24.340Z"}]}
{"vertexes":[{"digest":"sha256:3","inputs":["sha256:4"],"name":"[linux/amd64 one 1/1] COPY source.txt /a","started":"2026-11-21T15:28:24.340Z","completed":"2026-11-21T15:28:24.343Z"}]}
{"vertexes":[{"digest":"sha256:2","inputs":["sha256:3"],"name":"[linux/amd64 stage-1 1/1] COPY --from=one /a /b","started":"2026-11-21T15:28:24.345Z"}]}
{"vertexes":[{"digest":"sha256:2","inputs":["sha256:3"],"name":"[linux/amd64 stage-1 1/1] COPY --from=one /a /b","started":"2026-11-21T15:28:24.345Z","completed":"2026-11-21T15:28:24.348Z"}]}
{"vertexes":[{"digest":"sha256:5","name":"exporting to image","started":"2026-11-21T15:28:24.349Z"}],"statuses":[{"id":"exporting layers","vertex":"sha256:5","current":0,"started":"2026-11-21T15:28:24.349Z"}]}
{"statuses":[{"id":"exporting layers","vertex":"sha256:5","current":0,"started":"2026-11-21T15:28:24.349Z","completed":"2026-11-21T15:28:24.358Z"}]}
{"statuses":[{"id":"exporting manifest sha256:b8631b60d427df6e776339e9b5df5c49b2430456f969a052df9de4a67c82d22b","vertex":"sha256:5","current":0,"started":"2026-11-21T15:28:24.359Z"}]}
{"statuses":[{"id":"exporting manifest sha256:b8631b60d427df6e776339e9b5df5c49b2430456f969a052df9de4a67c82d22b","vertex":"sha256:5","current":0,"started":"2026-11-21T15:28:24.359Z","completed":"2026-11-21T15:28:24.361Z"}]}
{"statuses":[{"id":"exporting manifest sha256:10cf2772199d0c79a496c72df1cd0c74978ba5ad21a3ea7fd09c252d37c9d395","vertex":"sha256:5","current":0,"started":"2026-11-21T15:28:24.363Z"}]}
{"statuses":[{"id":"exporting manifest sha256:10cf2772199d0c79a496c72df1cd0c74978ba5ad21a3ea7fd09c252d37c9d395","vertex":"sha256:5","current":0,"started":"2026-11-21T15:28:24.363Z","completed":"2026-11-21T15:28:24.365Z"}]}
{"statuses":[{"id":"exporting manifest list sha256:cfaade9513b0faf69144ede1ff7f5e4ad3f06b53b7b8785e9ff202a7a80a8cea","vertex":"sha256:5","current":0,"started":"2026-11-21T15:28:24.366Z"}]}
{"vertexes":[{"digest":"sha256:5","name":"exporting to image","started":"2026-11-21T15:28:24.349Z","completed":"2026-11-21T15:28:24.369Z"}],"statuses":[{"id":"exporting manifest list sha256:cfaade9513b0faf69144ede1ff7f5e4ad3f06b53b7b8785e9ff202a7a80a8cea","vertex":"sha256:5","current":0,"started":"2026-11-21T15:28:24.366Z","completed":"2026-11-21T15:28:24.369Z"}]}
{"vertexes":[{"digest":"sha256:6","name":"exporting cache to registry","started":"2026-11-21T15:28:24.369Z"},{"digest":"sha256:5","name":"exporting to image","started":"2026-11-21T15:28:24.369Z"}],"statuses":[{"id":"preparing build cache for export","vertex":"sha256:6","current":0,"started":"2026-11-21T15:28:24.369Z"},{"id":"pushing layers","vertex":"sha256:5","current":0,"started":"2026-11-21T15:28:24.369Z"}]}
{"statuses":[{"id":"pushing layers","vertex":"sha256:5","current":0,"started":"2026-11-21T15:28:24.369Z","completed":"2026-11-21T15:28:24.391Z"}]}
{"statuses":[{"id":"pushing manifest for r.test/app","vertex":"sha256:5","current":0,"started":"2026-11-21T15:28:24.391Z"}]}
{"vertexes":[{"digest":"sha256:5","name":"exporting to image","started":"2026-11-21T15:28:24.369Z","completed":"2026-11-21T15:28:24.403Z"}],"statuses":[{"id":"pushing manifest for r.test/app","vertex":"sha256:5","current":0,"started":"2026-11-21T15:28:24.391Z","completed":"2026-11-21T15:28:24.403Z"}]}
{"statuses":[{"id":"preparing build cache for export","vertex":"sha256:6","current":0,"started":"2026-11-21T15:28:24.369Z","completed":"2026-11-21T15:28:24.403Z"},{"id":"sending cache export","vertex":"sha256:6","current":0,"started":"2026-11-21T15:28:24.403Z"}]}
{"statuses":[{"id":"writing cache image manifest sha256:05bf83c2b880911a34d3051e80973ea810dccf3b0c4101ea9059eec7086fd5b6","vertex":"sha256:6","current":0,"started":"2026-11-21T15:28:24.414Z"}]}
{"vertexes":[{"digest":"sha256:6","name":"exporting cache to registry","started":"2026-11-21T15:28:24.369Z","completed":"2026-11-21T15:28:24.419Z"}],"statuses":[{"id":"writing cache image manifest sha256:05bf83c2b880911a34d3051e80973ea810dccf3b0c4101ea9059eec7086fd5b6","vertex":"sha256:6","current":0,"started":"2026-11-21T15:28:24.414Z","completed":"2026-11-21T15:28:24.419Z"},{"id":"sending cache export","vertex":"sha256:6","current":0,"started":"2026-11-21T15:28:24.403Z","completed":"2026-11-21T15:28:24.419Z"}]}
`

/** The registry refuses the push, which cancels the cache export. */
export const deniedPush = `{"vertexes":[{"digest":"sha256:1","name":"importing cache manifest from r.test/app:cache-main","started":"2026-11-21T15:29:00.288Z"}]}
{"vertexes":[{"digest":"sha256:2","inputs":["sha256:3","sha256:4"],"name":"[stage-3 3/3] COPY --from=deps /deps /deps"},{"digest":"sha256:3","inputs":["sha256:5","sha256:6"],"name":"[stage-3 2/3] COPY --from=build /app /app"},{"digest":"sha256:6","inputs":["sha256:7"],"name":"[build 2/2] RUN echo building && cat source.txt > /app && sleep 0.2"},{"digest":"sha256:7","inputs":["sha256:4","sha256:8"],"name":"[build 1/2] COPY source.txt ."},{"digest":"sha256:8","name":"[internal] load build context"},{"digest":"sha256:4","inputs":["sha256:9"],"name":"[deps 3/3] RUN echo deps && sleep 0.3"},{"digest":"sha256:9","inputs":["sha256:5"],"name":"[deps 2/3] WORKDIR /src"},{"digest":"sha256:5","name":"[deps 1/3] FROM r.test/base:1"}]}
{"vertexes":[{"digest":"sha256:8","name":"[internal] load build context","started":"2026-11-21T15:29:00.291Z","completed":"2026-11-21T15:29:00.291Z"},{"digest":"sha256:5","name":"[deps 1/3] FROM r.test/base:1","started":"2026-11-21T15:29:00.291Z"}]}
{"vertexes":[{"digest":"sha256:1","name":"importing cache manifest from r.test/app:cache-main","started":"2026-11-21T15:29:00.288Z","completed":"2026-11-21T15:29:00.297Z"}]}
{"vertexes":[{"digest":"sha256:5","name":"[deps 1/3] FROM r.test/base:1","started":"2026-11-21T15:29:00.291Z","completed":"2026-11-21T15:29:00.298Z"}]}
{"vertexes":[{"digest":"sha256:8","name":"[internal] load build context","started":"2026-11-21T15:29:00.299Z"}]}
{"statuses":[{"id":"transferring context:","vertex":"sha256:8","name":"transferring","current":0,"started":"2026-11-21T15:29:00.300Z"}]}
{"statuses":[{"id":"transferring context:","vertex":"sha256:8","name":"transferring","current":29,"started":"2026-11-21T15:29:00.300Z"}]}
{"statuses":[{"id":"transferring context:","vertex":"sha256:8","name":"transferring","current":42,"started":"2026-11-21T15:29:00.300Z","completed":"2026-11-21T15:29:00.305Z"}]}
{"vertexes":[{"digest":"sha256:8","name":"[internal] load build context","started":"2026-11-21T15:29:00.299Z","completed":"2026-11-21T15:29:00.309Z"}]}
{"vertexes":[{"digest":"sha256:9","inputs":["sha256:5"],"name":"[deps 2/3] WORKDIR /src","started":"2026-11-21T15:29:00.313Z","completed":"2026-11-21T15:29:00.313Z","cached":true},{"digest":"sha256:4","inputs":["sha256:9"],"name":"[deps 3/3] RUN echo deps && sleep 0.3","started":"2026-11-21T15:29:00.313Z","completed":"2026-11-21T15:29:00.313Z","cached":true}]}
{"vertexes":[{"digest":"sha256:7","inputs":["sha256:4","sha256:8"],"name":"[build 1/2] COPY source.txt .","started":"2026-11-21T15:29:00.313Z"}]}
{"vertexes":[{"digest":"sha256:7","inputs":["sha256:4","sha256:8"],"name":"[build 1/2] COPY source.txt .","started":"2026-11-21T15:29:00.313Z","completed":"2026-11-21T15:29:00.340Z"}]}
{"vertexes":[{"digest":"sha256:6","inputs":["sha256:7"],"name":"[build 2/2] RUN echo building && cat source.txt > /app && sleep 0.2","started":"2026-11-21T15:29:00.341Z"}]}
{"logs":[{"vertex":"sha256:6","stream":1,"data":"YnVpbGRpbmcK"}]}
{"vertexes":[{"digest":"sha256:6","inputs":["sha256:7"],"name":"[build 2/2] RUN echo building && cat source.txt > /app && sleep 0.2","started":"2026-11-21T15:29:00.341Z","completed":"2026-11-21T15:29:00.614Z"}]}
{"vertexes":[{"digest":"sha256:5","name":"[deps 1/3] FROM r.test/base:1","started":"2026-11-21T15:29:00.621Z","completed":"2026-11-21T15:29:00.621Z","cached":true}]}
{"vertexes":[{"digest":"sha256:3","inputs":["sha256:5","sha256:6"],"name":"[stage-3 2/3] COPY --from=build /app /app","started":"2026-11-21T15:29:00.622Z"}]}
{"vertexes":[{"digest":"sha256:3","inputs":["sha256:5","sha256:6"],"name":"[stage-3 2/3] COPY --from=build /app /app","started":"2026-11-21T15:29:00.622Z","completed":"2026-11-21T15:29:00.631Z"}]}
{"vertexes":[{"digest":"sha256:2","inputs":["sha256:3","sha256:4"],"name":"[stage-3 3/3] COPY --from=deps /deps /deps","started":"2026-11-21T15:29:00.632Z"}]}
{"vertexes":[{"digest":"sha256:2","inputs":["sha256:3","sha256:4"],"name":"[stage-3 3/3] COPY --from=deps /deps /deps","started":"2026-11-21T15:29:00.632Z","completed":"2026-11-21T15:29:00.651Z"}]}
{"vertexes":[{"digest":"sha256:10","name":"exporting to image","started":"2026-11-21T15:29:00.653Z"}]}
{"statuses":[{"id":"exporting layers","vertex":"sha256:10","current":0,"started":"2026-11-21T15:29:00.653Z"}]}
{"statuses":[{"id":"exporting layers","vertex":"sha256:10","current":0,"started":"2026-11-21T15:29:00.653Z","completed":"2026-11-21T15:29:00.835Z"}]}
{"statuses":[{"id":"exporting manifest sha256:f9b2a45cbba251f94e9765d9099278c5a5818be0944a2b73a0bd2792a3032e33","vertex":"sha256:10","current":0,"started":"2026-11-21T15:29:00.836Z"}]}
{"statuses":[{"id":"exporting manifest sha256:f9b2a45cbba251f94e9765d9099278c5a5818be0944a2b73a0bd2792a3032e33","vertex":"sha256:10","current":0,"started":"2026-11-21T15:29:00.836Z","completed":"2026-11-21T15:29:00.840Z"}]}
{"vertexes":[{"digest":"sha256:10","name":"exporting to image","started":"2026-11-21T15:29:00.653Z","completed":"2026-11-21T15:29:00.846Z"}]}
{"vertexes":[{"digest":"sha256:11","name":"exporting cache to registry","started":"2026-11-21T15:29:00.846Z"},{"digest":"sha256:10","name":"exporting to image","started":"2026-11-21T15:29:00.846Z"}],"statuses":[{"id":"preparing build cache for export","vertex":"sha256:11","current":0,"started":"2026-11-21T15:29:00.846Z"}]}
{"statuses":[{"id":"pushing layers","vertex":"sha256:10","current":0,"started":"2026-11-21T15:29:00.846Z"}]}
{"vertexes":[{"digest":"sha256:10","name":"exporting to image","started":"2026-11-21T15:29:00.846Z","completed":"2026-11-21T15:29:00.870Z","error":"failed to push r.test/app:1: denied: permission_denied: write_package"}],"statuses":[{"id":"pushing layers","vertex":"sha256:10","current":0,"started":"2026-11-21T15:29:00.846Z","completed":"2026-11-21T15:29:00.870Z"}]}
{"statuses":[{"id":"preparing build cache for export","vertex":"sha256:11","current":0,"started":"2026-11-21T15:29:00.846Z","completed":"2026-11-21T15:29:00.891Z"},{"id":"sending cache export","vertex":"sha256:11","current":0,"started":"2026-11-21T15:29:00.891Z"}]}
{"vertexes":[{"digest":"sha256:11","name":"exporting cache to registry","started":"2026-11-21T15:29:00.846Z","completed":"2026-11-21T15:29:00.892Z","error":"context canceled"}],"statuses":[{"id":"sending cache export","vertex":"sha256:11","current":0,"started":"2026-11-21T15:29:00.891Z","completed":"2026-11-21T15:29:00.892Z"}]}
ERROR: failed to build: failed to solve: failed to push r.test/app:1: denied: permission_denied: write_package
`

/** The registry refuses the cache, and ignore-error keeps the build good. */
export const deniedCacheExport = `{"vertexes":[{"digest":"sha256:1","inputs":["sha256:2","sha256:3"],"name":"[stage-3 3/3] COPY --from=deps /deps /deps"},{"digest":"sha256:2","inputs":["sha256:4","sha256:5"],"name":"[stage-3 2/3] COPY --from=build /app /app"},{"digest":"sha256:5","inputs":["sha256:6"],"name":"[build 2/2] RUN echo building && cat source.txt > /app && sleep 0.2"},{"digest":"sha256:6","inputs":["sha256:3","sha256:7"],"name":"[build 1/2] COPY source.txt ."},{"digest":"sha256:7","name":"[internal] load build context"},{"digest":"sha256:3","inputs":["sha256:8"],"name":"[deps 3/3] RUN echo deps && sleep 0.3"},{"digest":"sha256:8","inputs":["sha256:4"],"name":"[deps 2/3] WORKDIR /src"},{"digest":"sha256:4","name":"[deps 1/3] FROM r.test/base:1"}]}
{"vertexes":[{"digest":"sha256:7","name":"[internal] load build context","started":"2026-11-21T15:29:01.019Z","completed":"2026-11-21T15:29:01.019Z"},{"digest":"sha256:4","name":"[deps 1/3] FROM r.test/base:1","started":"2026-11-21T15:29:01.019Z"}]}
{"vertexes":[{"digest":"sha256:4","name":"[deps 1/3] FROM r.test/base:1","started":"2026-11-21T15:29:01.019Z","completed":"2026-11-21T15:29:01.023Z"}]}
{"vertexes":[{"digest":"sha256:7","name":"[internal] load build context","started":"2026-11-21T15:29:01.024Z"}]}
{"statuses":[{"id":"transferring context:","vertex":"sha256:7","name":"transferring","current":0,"started":"2026-11-21T15:29:01.025Z"}]}
{"statuses":[{"id":"transferring context:","vertex":"sha256:7","name":"transferring","current":29,"started":"2026-11-21T15:29:01.025Z"}]}
{"statuses":[{"id":"transferring context:","vertex":"sha256:7","name":"transferring","current":31,"started":"2026-11-21T15:29:01.025Z","completed":"2026-11-21T15:29:01.027Z"}]}
{"vertexes":[{"digest":"sha256:7","name":"[internal] load build context","started":"2026-11-21T15:29:01.024Z","completed":"2026-11-21T15:29:01.029Z"}]}
{"vertexes":[{"digest":"sha256:8","inputs":["sha256:4"],"name":"[deps 2/3] WORKDIR /src","started":"2026-11-21T15:29:01.030Z","completed":"2026-11-21T15:29:01.030Z","cached":true},{"digest":"sha256:3","inputs":["sha256:8"],"name":"[deps 3/3] RUN echo deps && sleep 0.3","started":"2026-11-21T15:29:01.030Z","completed":"2026-11-21T15:29:01.030Z","cached":true},{"digest":"sha256:6","inputs":["sha256:3","sha256:7"],"name":"[build 1/2] COPY source.txt .","started":"2026-11-21T15:29:01.030Z","completed":"2026-11-21T15:29:01.030Z","cached":true},{"digest":"sha256:5","inputs":["sha256:6"],"name":"[build 2/2] RUN echo building && cat source.txt > /app && sleep 0.2","started":"2026-11-21T15:29:01.030Z","completed":"2026-11-21T15:29:01.030Z","cached":true},{"digest":"sha256:2","inputs":["sha256:4","sha256:5"],"name":"[stage-3 2/3] COPY --from=build /app /app","started":"2026-11-21T15:29:01.030Z","completed":"2026-11-21T15:29:01.030Z","cached":true},{"digest":"sha256:1","inputs":["sha256:2","sha256:3"],"name":"[stage-3 3/3] COPY --from=deps /deps /deps","started":"2026-11-21T15:29:01.030Z","completed":"2026-11-21T15:29:01.030Z","cached":true}]}
{"vertexes":[{"digest":"sha256:9","name":"exporting to image","started":"2026-11-21T15:29:01.032Z"}]}
{"statuses":[{"id":"exporting layers","vertex":"sha256:9","current":0,"started":"2026-11-21T15:29:01.032Z"}]}
{"statuses":[{"id":"exporting layers","vertex":"sha256:9","current":0,"started":"2026-11-21T15:29:01.032Z","completed":"2026-11-21T15:29:01.033Z"}]}
{"statuses":[{"id":"exporting manifest sha256:f9b2a45cbba251f94e9765d9099278c5a5818be0944a2b73a0bd2792a3032e33","vertex":"sha256:9","current":0,"started":"2026-11-21T15:29:01.033Z"}]}
{"statuses":[{"id":"exporting manifest sha256:f9b2a45cbba251f94e9765d9099278c5a5818be0944a2b73a0bd2792a3032e33","vertex":"sha256:9","current":0,"started":"2026-11-21T15:29:01.033Z","completed":"2026-11-21T15:29:01.034Z"}]}
{"vertexes":[{"digest":"sha256:9","name":"exporting to image","started":"2026-11-21T15:29:01.032Z","completed":"2026-11-21T15:29:01.035Z"},{"digest":"sha256:10","name":"exporting cache to registry","started":"2026-11-21T15:29:01.035Z"}],"statuses":[{"id":"preparing build cache for export","vertex":"sha256:10","current":0,"started":"2026-11-21T15:29:01.035Z"}]}
{"vertexes":[{"digest":"sha256:9","name":"exporting to image","started":"2026-11-21T15:29:01.035Z"}]}
{"statuses":[{"id":"pushing layers","vertex":"sha256:9","current":0,"started":"2026-11-21T15:29:01.036Z"}]}
{"statuses":[{"id":"pushing layers","vertex":"sha256:9","current":0,"started":"2026-11-21T15:29:01.036Z","completed":"2026-11-21T15:29:01.085Z"},{"id":"pushing manifest for r.test/app:1@sha256:f9b2a45cbba251f94e9765d9099278c5a5818be0944a2b73a0bd2792a3032e33","vertex":"sha256:9","current":0,"started":"2026-11-21T15:29:01.085Z"}]}
{"vertexes":[{"digest":"sha256:9","name":"exporting to image","started":"2026-11-21T15:29:01.035Z","completed":"2026-11-21T15:29:01.102Z"}],"statuses":[{"id":"pushing manifest for r.test/app:1@sha256:f9b2a45cbba251f94e9765d9099278c5a5818be0944a2b73a0bd2792a3032e33","vertex":"sha256:9","current":0,"started":"2026-11-21T15:29:01.085Z","completed":"2026-11-21T15:29:01.102Z"}]}
{"statuses":[{"id":"preparing build cache for export","vertex":"sha256:10","current":0,"started":"2026-11-21T15:29:01.035Z","completed":"2026-11-21T15:29:01.117Z"},{"id":"sending cache export","vertex":"sha256:10","current":0,"started":"2026-11-21T15:29:01.117Z"}]}
{"statuses":[{"id":"sending cache export","vertex":"sha256:10","current":0,"started":"2026-11-21T15:29:01.117Z","completed":"2026-11-21T15:29:01.137Z"}]}
{"vertexes":[{"digest":"sha256:10","name":"exporting cache to registry","started":"2026-11-21T15:29:01.035Z","completed":"2026-11-21T15:29:01.137Z","error":"error writing layer blob: denied: permission_denied: write_package"}]}
`

/** A step ends with exit code 7, which cancels one beside it; four are never reached. */
export const failedStep = String.raw`{"vertexes":[{"digest":"sha256:1","inputs":["sha256:2","sha256:3"],"name":"[stage-2 3/4] COPY --from=a / /"},{"digest":"sha256:3","inputs":["sha256:4"],"name":"[a 2/2] RUN echo slow; sleep 5; echo never"},{"digest":"sha256:2","inputs":["sha256:4","sha256:5"],"name":"[stage-2 2/4] COPY --from=b / /"},{"digest":"sha256:5","inputs":["sha256:6"],"name":"[b 3/3] RUN echo after"},{"digest":"sha256:6","inputs":["sha256:4"],"name":"[b 2/3] RUN echo one; echo two >&2; sleep 1; exit 7"},{"digest":"sha256:4","name":"[a 1/2] FROM r.test/base:1"}]}
{"vertexes":[{"digest":"sha256:7","inputs":["sha256:1"],"name":"[stage-2 4/4] RUN echo last"}]}
{"vertexes":[{"digest":"sha256:4","name":"[a 1/2] FROM r.test/base:1","started":"2026-11-21T15:29:37.751Z"}]}
{"vertexes":[{"digest":"sha256:4","name":"[a 1/2] FROM r.test/base:1","started":"2026-11-21T15:29:37.751Z","completed":"2026-11-21T15:29:37.756Z"}]}
{"vertexes":[{"digest":"sha256:4","name":"[a 1/2] FROM r.test/base:1","started":"2026-11-21T15:29:37.756Z","completed":"2026-11-21T15:29:37.756Z","cached":true},{"digest":"sha256:3","inputs":["sha256:4"],"name":"[a 2/2] RUN echo slow; sleep 5; echo never","started":"2026-11-21T15:29:37.756Z"},{"digest":"sha256:6","inputs":["sha256:4"],"name":"[b 2/3] RUN echo one; echo two >&2; sleep 1; exit 7","started":"2026-11-21T15:29:37.757Z"}]}
{"logs":[{"vertex":"sha256:6","stream":2,"data":"dHdvCg=="}]}
{"logs":[{"vertex":"sha256:6","stream":1,"data":"b25lCg=="}]}
{"logs":[{"vertex":"sha256:3","stream":1,"data":"c2xvdwo="}]}
{"vertexes":[{"digest":"sha256:6","inputs":["sha256:4"],"name":"[b 2/3] RUN echo one; echo two >&2; sleep 1; exit 7","started":"2026-11-21T15:29:37.757Z","completed":"2026-11-21T15:29:38.841Z","error":"process \"/bin/sh -c echo one; echo two >&2; sleep 1; exit 7\" did not complete successfully: exit code: 7"}]}
{"vertexes":[{"digest":"sha256:3","inputs":["sha256:4"],"name":"[a 2/2] RUN echo slow; sleep 5; echo never","started":"2026-11-21T15:29:37.756Z","completed":"2026-11-21T15:29:38.865Z","error":"process \"/bin/sh -c echo slow; sleep 5; echo never\" did not complete successfully: exit code: 137: context canceled: context canceled"}]}
Dfail:4
--------------------
   2 |     RUN echo slow; sleep 5; echo never
   3 |     FROM r.test/base:1 AS b
   4 | >>> RUN echo one; echo two >&2; sleep 1; exit 7
   5 |     RUN echo after
   6 |     FROM r.test/base:1
--------------------
ERROR: failed to build: failed to solve: process "/bin/sh -c echo one; echo two >&2; sleep 1; exit 7" did not complete successfully: exit code: 7
`
