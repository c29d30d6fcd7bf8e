using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>What the learner "lora" is set by.</summary>
public sealed record LoraSettings
{
    public required AdapterStudySettings Study { get; init; }

    public required LessonWeighting Weighting { get; init; }

    /// <summary>Lessons kept for replay.</summary>
    public required int ReplayEpisodes { get; init; }

    /// <summary>
    /// Each new task gets an adapter of its own on top of the earlier ones, which stay as they are; the directions it reads are
    /// kept at right angles to theirs.
    /// </summary>
    public required bool Orthogonal { get; init; }

    /// <summary>A study after every episode, in place of one after every block.</summary>
    public bool EveryEpisode { get; init; }

    /// <summary>The optimiser's moments are carried from study to study, and its rate stays as it is after warming up.</summary>
    public bool CarriesMoments { get; init; }

    /// <summary>Reads the settings of the learner "lora".</summary>
    public static LoraSettings Read(LearnerSettings settings)
    {
        var read = ReadShared(settings);
        settings.RefuseUnread();
        return read;
    }

    /// <summary>Reads those that a learner with further settings shares.</summary>
    public static LoraSettings ReadShared(LearnerSettings settings) => new()
    {
        Study = AdapterStudySettings.Read(settings) with
        {
            ReplayShare = settings.Number("replay_share", 0, 0.95),
            Anchor = settings.Number("anchor", 0, 100),
        },
        Weighting = LessonWeighting.Read(settings),
        ReplayEpisodes = settings.Whole("replay_episodes", 0, 1_000_000),
        Orthogonal = settings.Flag("orthogonal"),
    };
}
