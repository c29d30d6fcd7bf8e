using AgentMemory.Core.Learners;
using AgentMemory.Learners;

namespace AgentMemory.Models.Tests.Learners;

/// <summary>What a study takes that computes.</summary>
[Flags]
internal enum Charge
{
    /// <summary>It only keeps what was played.</summary>
    Nothing = 0,

    /// <summary>Prompts are read.</summary>
    Read = 1,

    /// <summary>Text is written.</summary>
    Written = 2,

    /// <summary>An adapter is trained.</summary>
    Trained = 4,
}

/// <summary>
/// What the conformance kit asks of a learner of the catalogue. A learner learns, and keeps what it learnt, unless its row says why not.
/// </summary>
/// <param name="Id">As in the catalogue.</param>
/// <param name="Charge">What its study must charge.</param>
internal sealed record LearnerRow(string Id, Charge Charge)
{
    /// <summary>Settings that differ from the defaults, as path=value.</summary>
    public string Settings { get; init; } = "";

    /// <summary>Whether an adapter is trained: with many passes a study takes minutes, with few a moment.</summary>
    public bool Trains => Charge.HasFlag(Charge.Trained);

    /// <summary>Why it does not learn the task; null where it must.</summary>
    public string? LearnsNotSince { get; init; }

    /// <summary>Why it keeps nothing; null where it must leave files.</summary>
    public string? KeepsNothingSince { get; init; }

    /// <summary>True where it learns what documents say and not which reply pays.</summary>
    public bool LearnsDocuments { get; init; }

    private const string Reference = "a reference: ";

    /// <summary>Learners of which more is to be said than their path; a reference has to say why it does not learn.</summary>
    public static IReadOnlyList<LearnerRow> All { get; } =
    [
        new("frozen", Charge.Nothing) { LearnsNotSince = Reference + "no learning", KeepsNothingSince = Reference + "no learning" },
        new("retry", Charge.Nothing) { LearnsNotSince = Reference + "tries again", KeepsNothingSince = Reference + "keeps nothing between episodes" },
        new("told", Charge.Nothing) { LearnsNotSince = Reference + "knows all before it plays", KeepsNothingSince = Reference + "needs nothing" },
        new("told+reasons", Charge.Nothing) { LearnsNotSince = Reference + "knows all before it plays", KeepsNothingSince = Reference + "needs nothing" },
        new("other-world", Charge.Nothing) { LearnsNotSince = Reference + "what it practises is of another world" },
        new("shuffled", Charge.Trained) { LearnsNotSince = Reference + "what its games revealed is permuted" },
        new("scrambled", Charge.Nothing) { LearnsNotSince = Reference + "what its games revealed is permuted" },
        new("lora-random", Charge.Trained) { LearnsNotSince = Reference + "whether it can learn is what it is there to show" },
        new("notes", Charge.Read | Charge.Written),
        new("playbook", Charge.Read | Charge.Written) { Settings = "writing=lines reflects=all episodes_each=12 edits_max=8 reply_tokens=160" },
        new("rag", Charge.Read) { Settings = "embedder=model" },
        new("memory", Charge.Read | Charge.Written),
        new("lora-read", Charge.Read | Charge.Written | Charge.Trained)
        {
            Settings = "lessons=both lessons_each=3",
            LearnsDocuments = true,
        },
        new("fast-slow", Charge.Trained) { Settings = "consolidate_episodes=12" },
        // What a player of its own meets is another matter: here all learn from the games of a uniform player.
        new("sleep", Charge.Read | Charge.Trained) { Settings = "fresh_share=0" },
        new("sdft", Charge.Read | Charge.Written | Charge.Trained),
        new("sleep-notes", Charge.Read | Charge.Written | Charge.Trained) { Settings = "fresh_share=0" },
    ];

    /// <summary>
    /// The row of a learner. One without a row must learn and keep files; it trains and charges for it where its weights change, and
    /// otherwise computes nothing in a study.
    /// </summary>
    public static LearnerRow Of(LearnerEntry entry) => All.FirstOrDefault(row => row.Id == entry.Id)
        ?? new(entry.Id, entry.Path is LearnerPath.Weights or LearnerPath.Both ? Charge.Trained : Charge.Nothing);

    /// <summary>The learner's settings in this row.</summary>
    /// <param name="entry">Of the catalogue.</param>
    /// <param name="epochs">Passes of training in place of the default's, where it trains.</param>
    public LearnerSettings SettingsOf(LearnerEntry entry, int? epochs = null) => SettingList.Of(entry.Defaults).Changed(
        entry.Defaults,
        (Trains && epochs is not null ? $"{Settings} adapter.epochs={epochs}" : Settings).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal));
}
