"""A race: everybody computes the same, in turn."""

import time

import numpy as np

from .environment import wait_for_quiet


def check(contestants, tolerance):
    """Takes out those that computed something else; the first one, ours, is what it is held against."""
    expected = contestants[0].result()
    scale = max(1.0, float(np.max(np.abs(expected))))
    agreeing, complaints = [], []
    for contestant in contestants:
        result = contestant.result()
        difference = float(np.max(np.abs(result.reshape(expected.shape) - expected)))
        if difference <= tolerance * scale:
            agreeing.append(contestant)
        else:
            complaints.append(f"{contestant.name} computed something else: {difference} away")
    return agreeing, complaints


def race(contestants, mini, seconds, patience):
    """Seconds per call of each contestant in each turn, and whether the conditions were right.

    All take turns (A B C A B C …), some milliseconds each, so that a machine which slows down slows
    them all. Who takes more than four times as long as the quickest peer need not stay.
    """
    counts, firsts = [], []
    for contestant in contestants:
        contestant.seconds(1)
        counts.append(max(1, round(0.004 / contestant.seconds(1))))
        firsts.append(contestant.seconds(counts[-1]) / counts[-1])
    bound = 4 * min(firsts[2:], default=0)
    staying = [i for i in range(len(contestants)) if i < 2 or firsts[i] <= bound]
    quiet = wait_for_quiet(patience)
    rounds, doubtful = [], []
    end = time.perf_counter() + seconds * len(staying)
    while time.perf_counter() < end or len(rounds) + len(doubtful) < 9:
        turns = []
        for i in staying:
            warm_up(contestants[i], counts[i], mini.cores)
            turns.append(contestants[i].seconds(counts[i]) / counts[i])
        (rounds if mini.cores == 1 or two_are_twice_one(mini) else doubtful).append(turns)
    counting = rounds if len(rounds) >= 5 else rounds + doubtful
    return {contestants[i].name: np.array(times) for i, times in zip(staying, zip(*counting))}, (
        quiet and counting is rounds)


def two_are_twice_one(mini):
    """Whether two cores compute nearly twice as much as one. In a virtual machine they may be the two
    threads of one core for a while; a round in which they were is set aside."""
    work = ("multiplyAdd", 1 << 23)
    one = min(mini.seconds(work, 1, 1) for _ in range(3))
    return min(mini.seconds(work, 1, 2) for _ in range(30)) < one / 1.6


def warm_up(contestant, count, cores):
    """Some calls before those that count. With two cores they take 60 ms: threads of the library
    that came before may look for work for so long (OpenBLAS's do for 20 ms), and those that were asleep
    have to be on a core of their own again, which some systems give them only after a while."""
    end = time.perf_counter() + (0.06 if cores > 1 else 0)
    contestant.seconds(1)
    while time.perf_counter() < end:
        contestant.seconds(count)


def row(work, group, mini, peers, seconds, patience):
    """One line of the table, and sentences about what is missing in it."""
    mini.keep(work.inputs)
    ours, limit = mini.contestant(*work.ours), mini.contestant(*work.limit, checked=False)
    limit.name = "limit"
    others, complaints = [], []
    for peer in peers:
        for contestant, text in peer.contestants(work):
            if contestant:
                others.append(contestant)
            else:
                complaints.append(text)
    agreeing, more = check([ours] + others, work.tolerance) if others else ([ours], [])
    times, quiet = race([ours, limit] + agreeing[1:], mini, seconds, patience)
    mine = times.pop(ours.name)
    least = times.pop(limit.name)
    found = dict(
        group=group, work=work.name, why=work.why, cores=mini.cores, amount=work.amount, quiet=quiet,
        sums=work.sums,
        seconds=float(np.median(mine)), limit=work.limit_name, of_limit=quartiles(least / mine),
        limit_seconds=float(np.median(least)),
        peers={name: float(np.median(took)) for name, took in times.items()},
        called={c.name: c.called for c in agreeing if c.called})
    if times:
        found["fastest"] = min(times, key=lambda name: np.median(times[name]))
        found["ratio"] = quartiles(times[found["fastest"]] / mine)
    return found, complaints + more


def quartiles(ratios):
    return [float(x) for x in np.quantile(ratios, [0.25, 0.5, 0.75])]
