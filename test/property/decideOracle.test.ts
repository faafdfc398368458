/*
 * The oracle of `decide`: checks every user and application that fits the facts, one by one. If all of them have access
 * the answer is yes, if none has it is no, otherwise depends. It covers all settings of the alphabet and all questions.
 */
import { decide } from '../../src/access/decide.ts';
import { accessRule } from '../../src/access/rule.ts';
import { a1, a2, g1, g2, rowOf, u1, u2 } from '../support/builders.ts';
import {
  allApplications,
  allUsers,
  applications,
  bothTypes,
  type Half,
  isLegal,
  office,
  people,
  reach,
  subsets,
  words,
} from '../support/property/universe.ts';

const row = rowOf('b2bCollaborationInbound');
const unlisted = { user: '10000000-0000-4000-8000-00000000000f', application: '30000000-0000-4000-8000-00000000000f' };

/** A question, and the users and applications that fit it. An id outside the alphabet is an unlisted one. */
const userQuestions = [undefined, u1, u2, unlisted.user].flatMap((id) =>
  subsets([g1, g2]).map((groups) => {
    const who = id === unlisted.user ? 'stranger' : id;
    const fits = people.filter((person) => [...groups, ...(who ? [who] : [])].every((fact) => person.has(fact)));
    return { facts: { ...(id && { id }), groups }, fits };
  }),
);
const applicationQuestions = [undefined, a1, a2, office, unlisted.application].map((id) => {
  const which = id === unlisted.application ? 'stranger' : id;
  return { id, fits: applications.filter((application) => which === undefined || application.has(which)) };
});

const questions = userQuestions.flatMap((user) =>
  applicationQuestions.map((application) => ({
    user: user.facts,
    application: application.id,
    pairs: user.fits.flatMap((who) => application.fits.map((what) => ({ who, what }))),
  })),
);

function wrongAnswers(users: Half, apps: Half): readonly string[] {
  const rule = accessRule(row, { usersAndGroups: words(users), applications: words(apps) });
  return questions.flatMap(({ user, application, pairs }) => {
    const gets = new Set(pairs.map(({ who, what }) => reach(users, apps, who, what)));
    const truth = gets.size > 1 ? 'depends' : gets.has(true) ? 'yes' : 'no';
    const answer = rule && decide(rule, user, application);
    return answer === truth ? [] : [JSON.stringify({ users, apps, user, application, answer, truth })];
  });
}

test('the answer is the same for every user that fits the question', () => {
  const wrong = allUsers.flatMap(bothTypes).flatMap((users) =>
    allApplications
      .flatMap(bothTypes)
      .filter((apps) => isLegal(users, apps))
      .flatMap((apps) => wrongAnswers(users, apps)),
  );
  expect(questions).toHaveLength(80);
  expect(wrong).toEqual([]);
});
