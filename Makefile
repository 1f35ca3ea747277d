# The README's two commands need no make; these are for people who work on it.

.PHONY: lint race bench record prove

lint: ## formatting, vet, staticcheck, and that workflows are deterministic
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "run gofmt -w on these"; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	go tool workflowcheck ./workflows/...

race: ## the packages whose tests are quick enough under the race detector
	go test -race ./channel/... ./config/... ./platform/... ./workflows/...

bench: ## speed, as ratios in one run
	go run ./bench

record: ## histories for the replay tests, from a real run
	go test ./workflows -run TestRecord -record

prove: ## the random proofs of the numbers with many brands, long; REGULARS_SEED=n starts at a seed
	REGULARS_PROVE=1 go test ./schema/proofs -timeout 6h
