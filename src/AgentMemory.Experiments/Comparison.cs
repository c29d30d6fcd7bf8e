using AgentMemory.Core;
using AgentMemory.Core.Ledger;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Results;
using AgentMemory.Experiments.Rooms;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments;

/// <summary>The main job, room by room: every trial of a plan, block by block, into the ledger, and the ledger to a verdict.</summary>
public static class Comparison
{
    /// <summary>
    /// Runs what the ledger does not hold yet. Stopped at any moment and started again, it ends in the same ledger but for measured
    /// seconds, and in the same verdict.
    /// </summary>
    /// <exception cref="UserErrorException">A task does not end, or an artifact that the ledger names is gone.</exception>
    public static RunResults Run(Plan plan, Workshop shop, ILedger ledger, CancellationToken cancellation)              // 1 Plan
    {
        var (practice, study) = (new PracticeRoom(plan, shop), new StudyRoom(plan, shop));
        var finished = ledger.Blocks().ToLookup(block => block.Trial);
        foreach (var trial in Schedule.Draw(plan, shop.Learners, shop.Tasks, cancellation: cancellation))               // 2 Schedule
        {
            var standing = TrialStanding.Of(trial, plan.Blocks, finished[trial.Key], ledger);
            foreach (var block in standing.Unfinished)
            {
                shop.Model.Forget();
                var work = Learn(practice, study, BlockWork.Of(plan, trial, block, shop.Artifacts.Find(standing.Last)), cancellation);
                var artifact = shop.Artifacts.Place(work);
                // Once more, so that an exam costs and scores the same in whatever process it is taken.
                shop.Model.Forget();
                var exam = standing.HasStayed(artifact)
                    ? Examined.Again(standing.Last!)
                    : shop.Examiner.Evaluate(trial, artifact, cancellation);                                            // 5 Exam
                ledger.Write(standing.Add(work, artifact, exam));                                                       // 6 Ledger
                shop.Artifacts.Tidy(trial.Key, block);
            }
        }

        return RunResults.Of(plan, LedgerCurves.Judged(shop.Model.Card), ledger.Blocks(), shop.Controls, cancellation: cancellation); // 7 Verdict
    }

    /// <summary>Practice and study in turn, round by round. Block 0 has no rounds: an exam only.</summary>
    public static BlockWork Learn(PracticeRoom practice, StudyRoom study, BlockWork work, CancellationToken cancellation)
    {
        foreach (var round in work.Rounds)
        {
            var experience = practice.Play(work, round, cancellation);                                                  // 3 Practice
            var learned = study.Do(work, round, experience, cancellation);                                              // 4 Study
            work = work.And(experience, learned);
        }

        return work;
    }
}
