using AgentMemory.Core;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;

namespace AgentMemory.Tests.Memory.Store;

/// <summary>Stores with random histories: added to, replaced, taken back, forgotten, reverted, out of order in time.</summary>
public sealed class RoundTripTests
{
    private const int Rounds = 60;
    private static readonly string[] Words =
        ["Ana", "Rome", "Oslo", "lives", "in", "\u6F22\u5B57", "\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35", "\U0001F469\u200D\U0001F467", "a<b&&c", "\"q\"", "line\nend", "\u2028", "\\u0000", "\uFEFF"];

    [Fact]
    public void An_export_of_any_history_read_into_a_fresh_store_and_written_again_is_the_same_bytes()
    {
        for (ulong round = 1; round <= Rounds; round++)
        {
            using var fixture = WithHistory(round);
            var export = TransferTests.Export(fixture.Store);
            using var other = new StoreFixture();
            other.Store.Import(new StringReader(export), "export");
            Assert.Equal(export, TransferTests.Export(other.Store));
            Assert.Equal(new ImportCount(0, Passages(fixture.Store).Count), other.Store.Import(new StringReader(export), "export"));
            Assert.Equal(export, TransferTests.Export(other.Store));
        }
    }

    [Fact]
    public void Any_export_read_twice_into_a_store_that_holds_something_changes_nothing_the_second_time()
    {
        for (ulong round = 1; round <= Rounds; round++)
        {
            using var fixture = WithHistory(round);
            using var other = WithHistory(round + 1_000);
            Twice(other.Store, TransferTests.Export(fixture.Store));
            Twice(fixture.Store, TransferTests.Export(fixture.Store));
        }
    }

    [Fact]
    public void Any_lines_of_somebody_else_read_twice_change_nothing_the_second_time()
    {
        for (ulong round = 1; round <= Rounds; round++)
        {
            var rng = new Rng(round);
            using var other = WithHistory(round);
            Twice(other.Store, string.Join('\n', Enumerable.Range(0, 12).Select(_ => System.Text.Json.JsonSerializer.Serialize(
                new Dictionary<string, object?>
                {
                    ["text"] = rng.Pick(Words) + ".",
                    ["kind"] = "fact",
                    ["subject"] = rng.Chance(0.7) ? rng.Pick(Words[..3]) : null,
                    ["time"] = rng.Chance(0.5) ? new DateTimeOffset(2026, 1, 1 + rng.Next(9), 0, 0, 0, TimeSpan.Zero) : null,
                }))));
        }
    }

    [Fact]
    public void History_keeps_its_dates_in_a_store_that_holds_something_else()
    {
        for (ulong round = 1; round <= Rounds; round++)
        {
            using var fixture = WithHistory(round);
            using var other = new StoreFixture();
            other.Clock.Turn(TimeSpan.FromDays(400));
            other.Add("something else");
            other.Store.Import(new StringReader(TransferTests.Export(fixture.Store)), "export");
            Assert.Equal(Dates(fixture.Store), Dates(other.Store).Where(date => !date.StartsWith("something else", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void A_fact_that_something_forgotten_replaced_keeps_the_day_on_which_it_ended()
    {
        using var fixture = new StoreFixture();
        fixture.Add("Ana lives in Rome.", PassageKind.Fact, "Ana");
        fixture.Clock.Turn(TimeSpan.FromDays(1));
        fixture.Add("Ana lives in Oslo.", PassageKind.Fact, "Ana");
        var ended = fixture.Clock.GetUtcNow();
        fixture.Store.Forget(["p2"]);
        fixture.Clock.Turn(TimeSpan.FromDays(1));
        fixture.Add("Ana lives in Lima.", PassageKind.Fact, "Ana");
        Assert.Equal(ended, fixture.Store.Get("p1").ValidUntil);
        using var other = new StoreFixture();
        other.Add("something else");
        other.Store.Import(new StringReader(TransferTests.Export(fixture.Store)), "export");
        Assert.Equal(ended, other.Store.Get("p2").ValidUntil);
        Assert.Equal(["Ana lives in Lima."], other.Find("Ana"));
    }

    [Fact]
    public void The_same_words_again_later_are_a_step_of_the_history_and_come_in_once()
    {
        const string Lines = """
            {"text":"Rome","subject":"Ana","time":"2026-01-01T00:00:00Z"}
            {"text":"Oslo","subject":"Ana","time":"2026-02-01T00:00:00Z"}
            {"text":"Rome","subject":"Ana","time":"2026-03-01"}
            """;
        using var fixture = new StoreFixture();
        Assert.Equal(new ImportCount(3, 0), fixture.Store.Import(new StringReader(Lines), "lines"));
        Assert.Equal(new ImportCount(0, 3), fixture.Store.Import(new StringReader(Lines), "lines"));
        Assert.Equal(["Rome"], fixture.Store.List(new PassageFilter(), 9).Select(p => p.Text));
        // Without an offset a moment is UTC, wherever the machine stands.
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), fixture.Store.Get("p3").Time);
    }

    private static void Twice(MemoryStore store, string lines)
    {
        store.Import(new StringReader(lines), "lines");
        var once = TransferTests.Export(store);
        Assert.Equal(0, store.Import(new StringReader(lines), "lines").Added);
        Assert.Equal(once, TransferTests.Export(store));
    }

    private static List<Passage> Passages(MemoryStore store) =>
        [.. store.List(new PassageFilter { WithHistory = true }, int.MaxValue), .. Withdrawn(store)];

    // A filter never shows what was taken back; its id does.
    private static IEnumerable<Passage> Withdrawn(MemoryStore store) => store.Log(int.MaxValue).Select(entry => entry.PassageId).OfType<string>()
        .Distinct(StringComparer.Ordinal).Select(id => store.Find(id)).OfType<Passage>().Where(passage => passage.Withdrawn);

    // What holds from when to when; of those that say the same from the same moment on, as often as the others let them count.
    private static IEnumerable<string> Dates(MemoryStore store) => store.List(new PassageFilter { WithHistory = true }, int.MaxValue)
        .Select(p => $"{p.Text} {p.Subject} {p.Source} {p.Kind} {p.Time:O} {p.ValidUntil:O}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static StoreFixture WithHistory(ulong seed)
    {
        var rng = new Rng(seed);
        var fixture = new StoreFixture();
        var now = 100;
        fixture.Clock.Turn(TimeSpan.FromHours(now));
        for (var write = 0; write < 25; write++)
        {
            var hours = 1 + rng.Next(3);
            fixture.Clock.Turn(TimeSpan.FromHours(hours));
            now += hours;
            try
            {
                switch (rng.Next(8))
                {
                    case 0:
                        fixture.Store.Withdraw($"p{1 + rng.Next(20)}");
                        break;
                    case 1:
                        fixture.Store.Forget([$"p{1 + rng.Next(20)}"]);
                        break;
                    case 2:
                        fixture.Store.Revert(1 + rng.Next(25));
                        break;
                    default:
                        fixture.Store.Add(new NewPassage
                        {
                            Text = string.Join(' ', Enumerable.Range(0, 1 + rng.Next(2)).Select(_ => rng.Pick(Words))) + ".",
                            Kind = PassageKind.Fact,
                            Subject = rng.Chance(0.8) ? rng.Pick(Words[..3]) : null,
                            Source = rng.Chance(0.2) ? "file" : "",
                            Provenance = rng.Chance(0.2) ? "said" : "",
                            Time = rng.Chance(0.3) ? fixture.Clock.GetUtcNow() - TimeSpan.FromHours(rng.Next(now)) : null,
                        });
                        break;
                }
            }
            catch (UserErrorException)
            {
                // There is no such passage or entry, or it is undone already.
            }
        }

        return fixture;
    }
}
