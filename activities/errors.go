package activities

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"regulars"
	"regulars/channel"
	"regulars/platform"
	"regulars/schema"
)

// Types of the application errors that activities give. They stand in
// histories and are matched by workflows: renaming one is a migration.
const (
	ErrorConfig        = "Config"        // regulars.yaml must change
	ErrorShopRefused   = "ShopRefused"   // the shop says no, and will say it again
	ErrorShopAway      = "ShopAway"      // the shop is down, or asks for patience
	ErrorChannel       = "Channel"       // the provider's account says no
	ErrorChannelAway   = "ChannelAway"   // the provider is down, or asks for patience
	ErrorQuota         = "Quota"         // the account's quota is used up
	ErrorWarehouse     = "Warehouse"     // ClickHouse understood and refuses
	ErrorWarehouseAway = "WarehouseAway" // ClickHouse is down, or short of something
	ErrorLedger        = "Ledger"        // the ledger lost deliveries: restore it before anything is sent again
	ErrorReport        = "Report"        // the date has no numbers to report
	ErrorStopping      = "Stopping"      // the worker ends: another one goes on
	ErrorUnknown       = "Unknown"       // nobody foresaw it: tried a few times, then given up
)

// Classify, WholeBrand and UntilStop are those of activities in packages of their own, too.
var Classify, WholeBrand, UntilStop = classify, wholeBrand, untilStop

// unforeseenAttempts is how often an error of no known kind is tried.
const unforeseenAttempts = 5

// classify tells Temporal whether, and when, to try again. The errors of the
// rooms below hold no personal data, so their text may stand in a history.
func classify(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if stopped := context.Cause(ctx); errors.Is(stopped, errStopping) {
		return again(ErrorStopping, stopped, 0)
	}
	if ctx.Err() != nil && utf8.ValidString(err.Error()) {
		return err
	}
	var application *temporal.ApplicationError
	var shop *platform.Error
	var account *channel.Error
	switch {
	case errors.As(err, &application):
		return err
	case errors.As(err, &shop):
		return shopFailure(err, shop)
	case errors.Is(err, channel.ErrQuota):
		return refuse(ErrorQuota, err)
	case errors.As(err, &account):
		return channelFailure(err, account)
	case schema.IsTransient(err):
		return again(ErrorWarehouseAway, fmt.Errorf("waits for ClickHouse: %w", err), 0)
	case schema.IsPermanent(err):
		return fewTimes(ctx, ErrorWarehouse, err)
	}
	return fewTimes(ctx, ErrorUnknown, err)
}

func shopFailure(err error, shop *platform.Error) error {
	if !shop.Retryable {
		return refuse(ErrorShopRefused, err)
	}
	return again(ErrorShopAway, err, shop.RetryAfter)
}

func channelFailure(err error, account *channel.Error) error {
	if !account.Retryable {
		return refuse(ErrorChannel, err)
	}
	return again(ErrorChannelAway, err, account.RetryAfter)
}

// fewTimes retries an error that isn't known to pass, and gives up with its
// reason.
func fewTimes(ctx context.Context, kind string, err error) error {
	if activity.IsActivity(ctx) && activity.GetInfo(ctx).Attempt >= unforeseenAttempts {
		return refuse(kind, err)
	}
	return again(kind, err, 0)
}

func refuse(kind string, err error) error {
	return temporal.NewApplicationErrorWithOptions(regulars.ErrorText(err.Error()), kind, temporal.ApplicationErrorOptions{NonRetryable: true})
}

func again(kind string, err error, after time.Duration) error {
	return temporal.NewApplicationErrorWithOptions(regulars.ErrorText(err.Error()), kind, temporal.ApplicationErrorOptions{NextRetryDelay: after})
}
