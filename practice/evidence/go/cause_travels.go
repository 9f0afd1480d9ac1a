// Minimum: Go 1.21
package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

var (
	errGone = errors.New("the shim is gone")
	errSlow = errors.New("the shim is slow")
	errLate = errors.New("the operator is impatient")
)

func show(name string, ctx context.Context) {
	<-ctx.Done()
	fmt.Printf("%-28s Err %-28q Cause %q\n", name+":", ctx.Err().Error(), context.Cause(ctx).Error())
}

func main() {
	request, cancel := context.WithCancelCause(context.Background())
	load, stopLoad := context.WithTimeoutCause(request, time.Hour, errSlow)
	cancel(errGone)
	cancel(errLate) // the first one stays
	stopLoad()
	show("cancelled, with a cause", request)
	show("a child of it", load)

	ended, stop := context.WithTimeoutCause(context.Background(), 0, errSlow)
	show("its time is over", ended)
	stop()

	inTime, stop := context.WithTimeoutCause(context.Background(), time.Hour, errSlow)
	stop()
	show("stopped before its time", inTime)

	// The inner limit is the longer one: it has no timer, and its cause has no use.
	outer, stopOuter := context.WithTimeout(context.Background(), 0)
	inner, stopInner := context.WithTimeoutCause(outer, time.Hour, errSlow)
	show("a longer limit inside", inner)
	stopInner()
	stopOuter()
}
