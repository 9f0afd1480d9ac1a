// Minimum: Go 1.19
// Vet: finds what the cards say

// Package cards has frames for cards: see ../cards.rs.
package cards

import (
	"context"
	"os"
	"os/signal"
	"time"
)

func discards(ctx context.Context) context.Context {
	// Card cancel-is-discarded
	ctx, _ = context.WithTimeout(ctx, time.Second)
	// End
	return ctx
}

func listens() os.Signal {
	// Card unbuffered-notify
	stop := make(chan os.Signal)
	signal.Notify(stop, os.Interrupt)
	// End
	return <-stop
}
