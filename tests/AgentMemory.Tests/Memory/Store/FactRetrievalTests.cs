using AgentMemory.Core;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Vectors;

namespace AgentMemory.Tests.Memory.Store;

/// <summary>A thousand facts among ten thousand passages that have nothing to do with them.</summary>
public sealed class FactRetrievalTests
{
    private const int Facts = 1_000;
    private const int Unrelated = 10_000;
    private static readonly string[] Relations = ["lives in", "works as a", "is allergic to", "was born in", "owns a", "plays the", "studied", "fears"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Facts_are_found_again_updates_win_and_what_was_withdrawn_or_forgotten_never_returns(bool withVectors)
    {
        using var fixture = new StoreFixture(withVectors ? new SpellingEmbedder() : null);
        var rng = new Rng(8);
        var words = Words(rng, 3_000);
        var people = Words(rng, Facts / Relations.Length);
        var facts = Enumerable.Range(0, Facts).Select(i => (
            Subject: $"{people[i / Relations.Length]} {Relations[i % Relations.Length]}",
            First: rng.Pick(words),
            Second: i % 4 == 0 ? rng.Pick(words) + "ka" : null)).ToList();
        Add(fixture, facts.Select(f => Fact(f.Subject, f.First)));
        fixture.Clock.Turn(TimeSpan.FromDays(1));
        Add(fixture, Enumerable.Range(0, Unrelated).Select(_ => new NewPassage
        {
            Text = string.Join(' ', Enumerable.Range(0, 14).Select(_ => rng.Chance(0.4) ? rng.Pick(Relations) : rng.Pick(words))),
            Kind = PassageKind.Message,
        }));
        fixture.Clock.Turn(TimeSpan.FromDays(1));
        var updates = facts.Where(f => f.Second is not null).ToList();
        Add(fixture, updates.Select(f => Fact(f.Subject, f.Second!)));
        var gone = fixture.Store.List(new PassageFilter { Kinds = [PassageKind.Fact] }, Facts).Where((_, i) => i % 20 == 1).ToList();
        fixture.Store.Forget([.. gone.Take(25).Select(p => p.Id)]);
        gone.Skip(25).ToList().ForEach(p => fixture.Store.Withdraw(p.Id));

        var found = 0;
        var asked = 0;
        foreach (var fact in facts)
        {
            var texts = fixture.Find($"What do you know: {fact.Subject} what?", 5);
            Assert.DoesNotContain(texts, text => gone.Any(p => p.Text == text));
            if (gone.Any(p => p.Subject == fact.Subject))
            {
                continue;
            }

            asked++;
            found += texts.Contains(Fact(fact.Subject, fact.Second ?? fact.First).Text) ? 1 : 0;
            if (fact.Second is not null && fact.First + "ka" != fact.Second)
            {
                Assert.DoesNotContain(Fact(fact.Subject, fact.First).Text, texts);
            }
        }

        Assert.True(asked >= 900 && found >= 0.95 * asked, $"{found} of {asked}");
    }

    private static void Add(StoreFixture fixture, IEnumerable<NewPassage> passages)
    {
        foreach (var batch in passages.Chunk(1_000))
        {
            fixture.Store.Add(batch);
        }
    }

    private static NewPassage Fact(string subject, string value) =>
        new() { Text = $"{subject} {value}.", Kind = PassageKind.Fact, Subject = subject };

    private static List<string> Words(Rng rng, int count)
    {
        string[] onsets = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z"];
        string[] vowels = ["a", "e", "i", "o", "u"];
        var words = new SortedSet<string>(StringComparer.Ordinal);
        while (words.Count < count)
        {
            words.Add(string.Concat(Enumerable.Range(0, rng.Next(2, 4)).Select(_ => rng.Pick(onsets) + rng.Pick(vowels))));
        }

        return [.. words];
    }
}
