# The README's two commands need no make; these are for people who work on it.

.PHONY: lint race deploy-check bench record prove test-rigs fuzz mutants mutants-nouns mutants-go mutants-sql faults

lint: ## formatting, vet, staticcheck, that workflows are deterministic, and that nothing is reached by no program and no test
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "run gofmt -w on these"; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	go tool workflowcheck ./workflows/...
	@dead=$$(go tool deadcode -test ./...) && test -z "$$dead" || { echo "$$dead"; echo "remove these, or use them"; exit 1; }

# Files are read, and configs checked, by one goroutine: config and platform/file aren't here.
race: ## where goroutines matter: senders, shops, loader, ledger, activities; without whole installations
	go test -vet=off -race -short ./channel ./channel/edm ./channel/line ./channel/sms ./platform ./platform/shopify ./platform/woocommerce ./platform/connectors ./platform/internal/rest ./platform/file/store ./pull ./deliver ./workflows ./activities
	go test -vet=off -race -short ./schema/ledger -run 'Claim|Many|Merged|Left|Keys'

deploy-check: ## what stands in deploy/, by the libraries of those who run it; TAGS=helm with Helm's own engine, too, which takes minutes to compile
	cd deploy/check && go test -vet=off -count=1 $(if $(TAGS),-tags $(TAGS)) ./...

bench: ## speed, as ratios in one run
	go run ./bench

record: ## histories for the replay tests, from a real run
	go test ./workflows -run TestRecord -record

prove: ## the random proofs of the numbers with many brands, and a search for 1,000 erased of 20,000 people, long; REGULARS_SEED=n starts at a seed
	REGULARS_ERASE_PEOPLE=20000 go test ./schema/erase -run TestPeople -v -timeout 1h
	REGULARS_PROVE=1 go test ./schema/proofs ./schema/derive ./schema/snapshot ./schema/trace ./schema/walk -timeout 6h
	REGULARS_PROVE=1 go test ./workflows -run TestStorm -v -timeout 3h

test-rigs: ## a storm of changes on a Medusa and a Vendure shop that run on loopback; REGULARS_RIGS names them
	@test -n "$$REGULARS_RIGS" || { echo "name the shops: REGULARS_RIGS='medusa=http://KEY@127.0.0.1:9009 vendure=http://USER:PASSWORD@127.0.0.1:9020'"; exit 1; }
	go test ./e2e/rigs -count=1 -v -timeout 2h

fuzz: ## every reader of what comes from outside, FUZZTIME each (10m)
	@for package in $$(git grep -l '^func Fuzz' -- '*_test.go' | xargs -n1 dirname | sort -u); do \
	  for target in $$(go test ./$$package -list '^Fuzz' | grep '^Fuzz'); do \
	    go test ./$$package -run '^$$' -fuzz "^$$target$$$$" -fuzztime $${FUZZTIME:-10m} || exit 1; \
	  done; \
	done

faults: ## kill workers, ClickHouse and Temporal under nights, and cut the power at random moments; needs root, mkfs.ext4 and a loop device
	go test ./e2e -run '^(TestWorkerKilled|TestFrozenWorker|TestNightWaits)' -count=3 -v -timeout 60m
	REGULARS_RECIPIENTS=$${REGULARS_RECIPIENTS:-20000} go test ./e2e -run '^TestManyAtOnce' -count=1 -v -timeout 60m
	REGULARS_FAULTS=5 go test ./faults -count=1 -v -timeout 60m

# Gremlins looks at a package and those below it. The root package has all others below
# it, so it is copied into a module of its own. Tests that need the stack are left out.
GREMLINS := GOFLAGS='-vet=off -short' go run github.com/go-gremlins/gremlins/cmd/gremlins@v0.6.0 unleash --workers 1 --timeout-coefficient 20

mutants: mutants-nouns mutants-go mutants-sql ## change the code one token at a time: which tests notice? many hours; docs/mutants.md

mutants-nouns: ## of the nouns in the root package; minutes
	@dir=$$(mktemp -d) && cp *.go go.sum $$dir && rm $$dir/house_test.go && sed '/^tool (/,/^)/d' go.mod > $$dir/go.mod && cd $$dir && $(GREMLINS) .

mutants-go: ## of the packages whose tests are quick; hours
	@for package in config identity channel platform pull deliver present workflows; do $(GREMLINS) ./$$package || exit 1; done

mutants-sql: ## six of each folder of .sql; hours
	go run ./schema/proofs/mutants -n 6
