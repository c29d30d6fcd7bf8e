namespace AgentMemory.Core.Learners;

/// <summary>
/// What a learner is set by: a sealed record whose properties bear a <see cref="SettingAttribute"/> and whose initial values are the
/// defaults. A property is a whole number, a number, true or false, a word (an enum's member), or a further record of settings.
/// That one declaration is what plans are read, checked and written by, and what errors, help and the reference page say
/// (<see cref="SettingList"/>). A property <c>BatchTokens</c> is <c>batch_tokens</c> in a plan, a member <c>BestAndRecent</c> is
/// <c>best-and-recent</c>.
/// </summary>
public abstract record LearnerSettings
{
    /// <summary>Why values that are each allowed cannot stand together; null where they can.</summary>
    public virtual string? Contradiction => null;
}

/// <summary>Of a learner that has nothing to set.</summary>
public sealed record NoSettings : LearnerSettings;

/// <summary>Settings with which an adapter is trained, as far as estimates before a run go by them.</summary>
public interface IAdapterTraining
{
    /// <summary>Of the adapter.</summary>
    int Rank { get; }

    /// <summary>Passes over what a study trains on.</summary>
    int Epochs { get; }

    /// <summary>Tokens of a batch.</summary>
    int BatchTokens { get; }

    /// <summary>Share of what is trained on that comes from earlier studies, from 0 to below 1.</summary>
    double ReplayShare { get; }
}
