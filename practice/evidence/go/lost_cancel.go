// Minimum: Go 1.19
// Vet: finds what the output shows
package main

import (
	"context"
	"time"
)

func load(ctx context.Context) error {
	ctx, _ = context.WithTimeout(ctx, time.Second)
	return ctx.Err()
}

func main() { _ = load(context.Background()) }
