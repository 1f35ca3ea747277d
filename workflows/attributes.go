package workflows

import (
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"regulars"
)

// Search attributes of every workflow. Each holds a name, a date or a kind,
// never anything of a member: they are not encrypted.
var (
	BrandAttribute = temporal.NewSearchAttributeKeyKeyword("RegularsBrand")
	DateAttribute  = temporal.NewSearchAttributeKeyKeyword("RegularsDate")
	KindAttribute  = temporal.NewSearchAttributeKeyKeyword("RegularsKind")
)

// AttributeNames are the search attributes that a namespace must know, all of
// the type Keyword.
var AttributeNames = []string{BrandAttribute.GetName(), DateAttribute.GetName(), KindAttribute.GetName()}

// Kinds, the values of KindAttribute.
const (
	KindTrigger  = "trigger"
	KindNightly  = "nightly"
	KindPull     = "pull"
	KindSweep    = "sweep"
	KindMeasure  = "measure"
	KindCampaign = "campaign"
	KindBackfill = "backfill"
	KindTick     = "tick"
	KindAdList   = "adlist"
)

// About is what a workflow is found by.
type About struct {
	Brand string
	Date  regulars.BusinessDate // empty where it has none
	Kind  string
}

// Attributes returns the typed search attributes.
func (a About) Attributes() temporal.SearchAttributes {
	return temporal.NewSearchAttributes(a.updates()...)
}

func (a About) updates() []temporal.SearchAttributeUpdate {
	updates := []temporal.SearchAttributeUpdate{BrandAttribute.ValueSet(a.Brand), KindAttribute.ValueSet(a.Kind)}
	if a.Date != "" {
		updates = append(updates, DateAttribute.ValueSet(string(a.Date)))
	}
	return updates
}

// findable sets what a workflow is found by where its starter did not.
func findable(ctx workflow.Context, about About) error {
	if _, set := workflow.GetTypedSearchAttributes(ctx).GetKeyword(KindAttribute); set {
		return nil
	}
	return workflow.UpsertTypedSearchAttributes(ctx, about.updates()...)
}
