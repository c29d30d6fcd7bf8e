using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Words;

namespace AgentMemory.Claims.Exposure;

/// <summary>An invented thing and the word that goes with it.</summary>
/// <param name="Thing">The thing.</param>
/// <param name="Answer">Number of its word among the answers.</param>
public sealed record Fact(string Thing, int Answer);

/// <summary>Facts that are told, as many that never are, and the words in which they are told and asked.</summary>
public sealed class FactWorld
{
    private readonly PromptBook _prompts;

    /// <param name="prompts">Words.</param>
    /// <param name="facts">How many of each kind.</param>
    /// <param name="answers">Words that an answer may be.</param>
    /// <param name="seed">The world's.</param>
    public FactWorld(PromptBook prompts, int facts, IReadOnlyList<string> answers, ulong seed)
    {
        _prompts = prompts;
        Answers = answers;
        var rng = new Rng(seed).Fork("facts");
        // Names that are no answers; the two kinds are drawn alike.
        string[] things = [.. InventedWords.Draw((2 * facts) + answers.Count, rng).Where(thing => !answers.Contains(thing)).Take(2 * facts)];
        Fact[] all = [.. things.Select(thing => new Fact(thing, rng.Next(answers.Count)))];
        (Told, NeverTold) = (all[..facts], all[facts..]);
    }

    /// <summary>The words that answers are.</summary>
    public IReadOnlyList<string> Answers { get; }

    /// <summary>In the order in which they are told.</summary>
    public IReadOnlyList<Fact> Told { get; }

    /// <summary>The control: asked like the others, never told.</summary>
    public IReadOnlyList<Fact> NeverTold { get; }

    /// <summary>A fact up to its answer, as it is told.</summary>
    public string Question(Fact fact) => Asked("claims/fact", fact);

    /// <summary>The same asked in other words, which were never told.</summary>
    public string Paraphrase(Fact fact) => Asked("claims/fact-asked", fact);

    /// <summary>A fact with its answer.</summary>
    public string Line(Fact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return $"{Question(fact)} {Answers[fact.Answer]}.\n";
    }

    private string Asked(string prompt, Fact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return _prompts.Fill(prompt, ("thing", fact.Thing));
    }
}
