# The README's two commands need no make; these are for people who work on it.

.PHONY: lint race bench record prove mutants faults

# The packages without the stack, whose tests are quick.
QUICK := . ./config/... ./identity ./channel/... ./platform/... ./pull ./deliver ./present

lint: ## formatting, vet, staticcheck, and that workflows are deterministic
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "run gofmt -w on these"; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	go tool workflowcheck ./workflows/...

race: ## where goroutines matter: senders, loader, ledger, activities; without whole installations
	go test -vet=off -race -short ./channel/... ./config ./platform/... ./pull ./deliver ./workflows ./activities
	go test -vet=off -race -short ./schema/ledger -run 'Claim|Many|Merged|Left|Keys'

bench: ## speed, as ratios in one run
	go run ./bench

record: ## histories for the replay tests, from a real run
	go test ./workflows -run TestRecord -record

prove: ## the random proofs of the numbers with many brands, long; REGULARS_SEED=n starts at a seed
	REGULARS_PROVE=1 go test ./schema/proofs ./schema/derive ./schema/snapshot -timeout 6h
	REGULARS_PROVE=1 go test ./workflows -run TestStorm -v

faults: ## cut the power five times at random moments; needs root, mkfs.ext4 and a loop device
	REGULARS_FAULTS=5 go test ./faults -count=1 -v -timeout 30m

mutants: ## change the code one token at a time: which tests notice? long
	@for package in $(QUICK); do go run github.com/go-gremlins/gremlins/cmd/gremlins@v0.6.0 unleash --timeout-coefficient 20 $$package || exit 1; done
	go run ./schema/proofs/mutants -n 60
