package config

import "regulars/config/feed"

// FeedColumns are the columns that a feed may give for one entity.
type FeedColumns = feed.Columns

var (
	// FeedEntities are the kinds of records that a feed of files may hold, orders first.
	FeedEntities = feed.Entities
	// ColumnsOf returns the columns of an entity. It reports false for one that isn't in
	// FeedEntities.
	ColumnsOf = feed.Of
)
