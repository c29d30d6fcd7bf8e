using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;

namespace AgentMemory.Pretraining.Corpora;

/// <summary>A life while it is being written: its parts so far and the room that is left.</summary>
internal sealed class LifeScript(PlayPrompt prompt, ITokenizer tokenizer, LifeSettings settings, int room)
{
    private readonly List<(Segment Segment, LifeKind Kind)> _parts = [];

    /// <summary>Tokens left; below zero where a part was longer than what was left.</summary>
    public int Room { get; private set; } = room;

    public Life Finish(string taskId, bool endsText) => new(taskId, _parts, endsText);

    /// <summary>Keeps room for what comes at the end.</summary>
    public void Reserve(string text) => Room -= tokenizer.Count(text);

    public int Count(string text) => tokenizer.Count(text);

    public void Add(string text, double weight = 0, LifeKind kind = LifeKind.Text, string? target = null)
    {
        if (text.Length == 0)
        {
            return;
        }

        _parts.Add((new Segment(text, weight, target == text ? null : target), kind));
        Room -= tokenizer.Count(text);
    }

    /// <summary>What stands in front of an episode, as players compose it.</summary>
    public void Recall(Recollection recollection, double weight = 0) =>
        Add(prompt.Compose(recollection, tokenizer, int.MaxValue).Text, weight);

    /// <summary>Plays an episode to its end; adds it and returns how many tokens it took.</summary>
    public int Play(IEpisode episode, Seat seat, Rng rng)
    {
        var before = Room;
        var earlier = new List<Step>();
        var written = 0;
        while (episode.Outcome is null)
        {
            var text = prompt.Begin(earlier, episode.View);
            Add(text[written..], earlier.Count == 0 ? settings.FirstViewWeight : settings.OutcomeWeight,
                earlier.Count == 0 ? LifeKind.Text : LifeKind.Outcome);
            var label = seat.Demonstrator.Choose(episode);
            var played = rng.Chance(seat.Noise) ? seat.Slip(episode, label, rng) : label;
            var (kind, factor) = seat.Kind();
            Add(prompt.Written(played), seat.Labelled ? settings.ReplyWeight * factor : 0, kind, prompt.Written(label));
            var next = episode.After(played);
            seat.Demonstrator.Observe(episode, played, next);
            earlier.Add(Step.Of(episode.View, played));
            written = text.Length + prompt.Written(played).Length;
            episode = next;
        }

        Add(prompt.End(episode.Outcome), settings.OutcomeWeight, LifeKind.Outcome);
        return before - Room;
    }
}

/// <summary>Who plays in a life, and how.</summary>
/// <param name="Demonstrator">Chooses what is labelled.</param>
/// <param name="Noise">How often something else is played.</param>
/// <param name="Kind">What a reply is now, and the factor of its weight.</param>
/// <param name="Slip">What is played instead.</param>
/// <param name="Labelled">False for what is only read.</param>
internal sealed record Seat(
    IDemonstrator Demonstrator,
    double Noise,
    Func<(LifeKind Kind, double Factor)> Kind,
    Func<IEpisode, string, Rng, string> Slip,
    bool Labelled = true)
{
    /// <summary>Any legal reply; what is written has no such list, and is played as chosen.</summary>
    public static string Random(IEpisode episode, string label, Rng rng) =>
        episode.View.Reply is ReplyForm.OneOf form ? rng.Pick(form.Replies) : label;
}
