using AgentMemory.Core;

namespace AgentMemory.Evaluation;

/// <summary>Rooms 3 and 4 of one block: practice, then study. The only place where the paths differ is the learner's own study.</summary>
public static class Study
{
    /// <summary>Practises and studies one block.</summary>
    public static Studied Do(Classroom classroom, Trial trial, int block, Artifact? before, CancellationToken cancellation)
    {
        var practice = new Practice(classroom, trial, block);
        var studied = trial.Learner.Rhythm == StudyRhythm.EveryBlock
            ? BlockAtOnce(classroom, trial, block, before, practice, cancellation)
            : EpisodeByEpisode(classroom, trial, block, before, practice, cancellation);
        if (studied.Artifact is { } artifact)
        {
            classroom.OwnerOf(trial)?.Write(artifact.Folder);
        }

        return studied;
    }

    private static Studied BlockAtOnce(
        Classroom classroom, Trial trial, int block, Artifact? before, Practice practice, CancellationToken cancellation)
    {
        var first = (int)Math.Round(practice.EpisodesLeft * (1 - trial.Learner.PracticeInStudy));
        if (first > 0)
        {
            using var player = PlayerOf(classroom, trial, before);
            practice.Play(player, first, cancellation);
        }

        var (learned, cost) = StudyOnce(classroom, trial, block, before, [.. practice.Experience], practice, 0, cancellation);
        return new Studied(learned.Artifact, cost + practice.Cost, practice.Experience, practice.EpisodesPlayed, learned.Remarks);
    }

    private static Studied EpisodeByEpisode(
        Classroom classroom, Trial trial, int block, Artifact? before, Practice practice, CancellationToken cancellation)
    {
        var artifact = before;
        var cost = Cost.None;
        var remarks = new List<string>();
        for (var part = 1; practice.EpisodesLeft > 0; part++)
        {
            IReadOnlyList<EpisodeRecord> experience;
            using (var player = PlayerOf(classroom, trial, artifact))
            {
                experience = practice.Play(player, 1, cancellation);
            }

            var (learned, took) = StudyOnce(classroom, trial, block, artifact, experience, practice, part, cancellation);
            artifact = learned.Artifact;
            cost += took;
            remarks.AddRange(learned.Remarks);
        }

        return new Studied(artifact, cost + practice.Cost, practice.Experience, practice.EpisodesPlayed, remarks);
    }

    // Shared experience is what a seeded uniform player meets, whoever learns from it.
    private static IPlayer PlayerOf(Classroom classroom, Trial trial, Artifact? before) =>
        classroom.Plan.Experience == ExperienceSource.Shared ? UniformPlayer.Instance : trial.Learner.Open(before);

    private static (Learned Learned, Cost Cost) StudyOnce(
        Classroom classroom,
        Trial trial,
        int block,
        Artifact? before,
        IReadOnlyList<EpisodeRecord> experience,
        Practice practice,
        int part,
        CancellationToken cancellation)
    {
        var folder = classroom.FolderOf(trial.Key, block) + (part == 0 ? "" : $"-{part:D3}");
        Empty(folder);
        var began = classroom.Time.GetTimestamp();
        var practisedBefore = practice.Cost.Seconds;
        var learned = trial.Learner.Study(
            new StudyRequest
            {
                Before = before,
                Documents = trial.Tasks.ToDictionary(
                    t => t.Task.Id, t => classroom.DocumentsOf(t.Task, atExam: false), StringComparer.Ordinal),
                Experience = experience,
                Practice = practice,
                AsksExamQuestion = new ExamQuestions(trial.Tasks).OccurIn,
                Folder = folder,
                Rng = trial.Rng.Fork("study", block).Fork("part", part),
            },
            cancellation);
        var seconds = classroom.Time.GetElapsedTime(began).TotalSeconds - (practice.Cost.Seconds - practisedBefore);
        return (learned, learned.Cost with { Seconds = seconds });
    }

    // A killed run may have left a half-written artifact of this very block.
    private static void Empty(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
    }
}

/// <summary>What a block of practice and study gave.</summary>
public sealed record Studied(
    Artifact? Artifact, Cost Cost, IReadOnlyList<EpisodeRecord> Experience, int EpisodesPlayed, IReadOnlyList<string> Remarks);
