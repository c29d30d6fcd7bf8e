using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Learners.Weights.Experience;
using AgentMemory.Learners.Weights.Study;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Batches;

namespace AgentMemory.Learners.Weights.Lora;

/// <summary>One study of one adapter on a learner's own episodes: replies weighted by how well they went, and good earlier ones replayed.</summary>
internal sealed class LoraStudy
{
    private readonly WeightsTools _tools;
    private readonly EpisodeLearnerSettings _settings;
    private readonly AdapterStudySettings _study;
    private readonly SelfReplaySettings _selfReplay;
    private readonly bool _carriesMoments;

    public LoraStudy(WeightsTools tools, EpisodeLearnerSettings settings, SelfReplaySettings selfReplay, bool carriesMoments)
    {
        (_tools, _settings, _selfReplay, _carriesMoments) = (tools, settings, selfReplay, carriesMoments);
        _study = settings.Study with { GoesOn = carriesMoments, RehearsedEachPass = selfReplay.EachPass };
    }

    /// <summary>Writes experience and adapter into the request's folder, and the optimiser's moments where they are carried.</summary>
    /// <returns>What it took; no remark where nothing was to be learnt and the adapter stayed as it was.</returns>
    public (Cost Cost, string? Remark) Do(StudyRequest request, StudiedAdapter adapter, CancellationToken cancellation)
    {
        var before = AdapterWearing.Lessons(request.Before);
        Lesson[] fresh = [.. request.Experience.Select(e => Lesson.Of(e, AdapterWearing.ShownAtExam(request, e.TaskId)))];
        Lesson[] known = [.. before, .. fresh];
        Lesson.Write(In(request, AdapterWearing.ExperienceName), Lesson.Latest(known, _settings.Replay.EpisodesMax));
        var writer = new LessonWriter(_tools, _settings.Weighting);
        var now = writer.Weighted(fresh, known);
        // Of earlier lessons those that went well by today's measure are worth repeating.
        Sample[] replay = [.. writer.Weighted(before, known).Where(s => s.Advantage > 0).Select(s => s.Sample)];
        // Moments that are carried on are those of new lessons: there is no step for a round that says nothing.
        if (now.Count == 0 && (_carriesMoments || replay.Length == 0 || _study.ReplayShare == 0))
        {
            KeepAsItWas(request, adapter);
            return (Cost.None, null);
        }

        Sample[] lessons = [.. now.Select(s => s.Sample)];
        var (imagined, imagining) = new ImaginedLives(_tools, _selfReplay).Make(
            fresh, writer, AdapterStudy.MassOf(lessons), request.Rng.Fork("imagine"), cancellation);
        var done = new AdapterStudy(_tools, _study).Train(
            new StudyMaterial
            {
                Lessons = lessons,
                Replay = replay,
                Rehearsal = imagined,
                Earlier = adapter.Earlier,
                EarlierState = AdapterWearing.FileOf(request.Before, AdapterWearing.StateName),
                Worn = adapter.Worn,
                Orthogonal = adapter.IsOrthogonal,
                Rng = request.Rng,
            },
            In(request, adapter.Name),
            _carriesMoments ? In(request, AdapterWearing.StateName) : null,
            cancellation);
        var remark = FormattableString.Invariant($"{now.Count} lessons of {fresh.Length}, {replay.Length} to replay, ")
            + FormattableString.Invariant($"{done.Steps} steps{(_carriesMoments ? " so far" : "")}, ")
            + FormattableString.Invariant($"loss {done.FirstLoss:F3} to {done.LastLoss:F3}");
        return (done.Cost + imagining, remark);
    }

    private void KeepAsItWas(StudyRequest request, StudiedAdapter adapter)
    {
        if (adapter.Earlier is not null)
        {
            File.Copy(adapter.Earlier, In(request, adapter.Name));
        }

        if (_carriesMoments)
        {
            AdapterWearing.Carry(request, AdapterWearing.StateName);
        }
    }

    private static string In(StudyRequest request, string name) => System.IO.Path.Combine(request.Folder, name);
}

/// <summary>The adapter that is studied.</summary>
/// <param name="Name">Its file in the artifact.</param>
/// <param name="Earlier">The file to go on from; null for a fresh adapter.</param>
/// <param name="Worn">What is worn beneath it and stays as it is.</param>
/// <param name="IsOrthogonal">The directions it reads are kept orthogonal to those of what is worn beneath it.</param>
internal sealed record StudiedAdapter(string Name, string? Earlier, IReadOnlyList<WornWeights> Worn, bool IsOrthogonal = false);
